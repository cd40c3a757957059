import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { IndexReader } from "./index-reader.ts";
import { type IndexThread, startIndexThread, writeInThisThread } from "./index-thread.ts";
import { kettle } from "./test-support.ts";
import { isUnusable } from "./writer/schema.ts";

let dir: string;
let thread: IndexThread;
const errors: unknown[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shop-thread-"));
  errors.length = 0;
});
afterEach(() => {
  thread.stop();
  rmSync(dir, { recursive: true, force: true });
});

const fileOf = (name: string) => ({ path: join(dir, name), source: "products" });
const onError = (error: unknown) => errors.push(error);
const missing = new URL("./writer/nowhere.ts", import.meta.url);

const ways: Record<string, () => IndexThread> = {
  "a thread of its own": () => startIndexThread(onError),
  "the calling thread": writeInThisThread,
  "the calling thread, where no other starts": () => startIndexThread(onError, missing),
};

describe.each(Object.entries(ways))("writing in %s", (_, start) => {
  it("makes a file that can be read and searched while more is written", async () => {
    thread = start();
    const file = fileOf("a.sqlite");
    await thread.ask(file, { verb: "apply", products: [kettle] });
    expect(await thread.ask(file, { verb: "describe" })).toEqual({ checkpoint: undefined, isComplete: false });
    await thread.ask(file, { verb: "complete", checkpoint: "2026-06-01T00:00:00.000Z" });
    const reader = await IndexReader.openInTurns(file.path, file.source, thread.writes);
    expect(reader.size).toBe(1);
    const before = thread.writes?.[0];
    await thread.ask(file, { verb: "apply", products: [{ ...kettle, productId: "prod-2" }], checkpoint: "later" });
    expect(thread.writes?.[0]).toBeGreaterThan(before ?? Number.NaN);
    expect(reader.size).toBe(2);
    expect(await thread.ask(file, { verb: "describe" })).toEqual({ checkpoint: "later", isComplete: true });
    reader.close();
  });

  it("reads postings for others", async () => {
    thread = start();
    const file = fileOf("a.sqlite");
    await thread.ask(file, { verb: "apply", products: [kettle] });
    const [kettl, none] = await thread.ask(file, { verb: "readPostings", terms: ["kettl", "none"], upTo: 7 });
    expect(kettl).toEqual({ slots: Uint32Array.of(1), masks: Uint8Array.of(1), upTo: 7 });
    expect(none?.slots).toHaveLength(0);
  });

  it("says when a file is of no use, and goes on with others", async () => {
    thread = start();
    writeFileSync(join(dir, "bad.sqlite"), "x".repeat(10_000));
    const failure = await thread.ask(fileOf("bad.sqlite"), { verb: "describe" }).catch((error: unknown) => error);
    expect(isUnusable(failure)).toBe(true);
    await thread.ask(fileOf("a.sqlite"), { verb: "apply", products: [kettle] });
    const other = { ...fileOf("a.sqlite"), source: "others" };
    await thread.ask(other, { verb: "close" });
    expect(isUnusable(await thread.ask(other, { verb: "describe" }).catch((error: unknown) => error))).toBe(true);
  });
});

it("tells once that no thread could be started", async () => {
  thread = startIndexThread(onError, missing);
  await Promise.all(["a", "b"].map((name) => thread.ask(fileOf(name), { verb: "describe" })));
  await thread.ask(fileOf("a"), { verb: "describe" });
  expect(errors.map(String)).toEqual([expect.stringContaining("nowhere.ts")]);
});

it("refuses what is asked after it was stopped", async () => {
  thread = startIndexThread(onError);
  const asked = thread.ask(fileOf("a"), { verb: "describe" });
  thread.stop();
  await expect(asked).rejects.toThrow("stopped");
  await expect(thread.ask(fileOf("a"), { verb: "describe" })).rejects.toThrow("stopped");
});
