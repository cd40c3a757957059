import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { SqliteIndex } from "../sqlite-index.ts";
import { kettle } from "../test-support.ts";
import { indexVersion } from "../writer/schema.ts";
import { stampBytes } from "./snapshot-stamp.ts";
import { checkpoint, folder, hour, indexNamed, newPath, Store, source } from "./test-support.ts";

const day = 24 * hour;
const browse = { text: "", inStockOnly: false, sort: "relevance", limit: 50 } as const;

let store: Store;
beforeEach(() => {
  store = new Store();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an index", () => {
  it("comes out of a snapshot as it went in, with its checkpoint, while it goes on being changed", async () => {
    const { index, file } = indexNamed("Kettle", "Toaster");
    const saving = store.server().keep(file);
    index.apply([{ ...kettle, productId: "prod-0", name: "Another", updatedAt: "2026-06-02T00:00:00.000Z" }]);
    await saving;
    const copy = { path: newPath(), source };
    expect(await store.server().restore(copy, day)).toBe(true);
    const restored = SqliteIndex.open(copy.path, source);
    expect(restored.size).toBe(2);
    expect(restored.checkpoint).toBe(checkpoint);
    expect(restored.search({ ...browse, text: "toaster" }).hits[0]?.product).toEqual({
      ...kettle,
      productId: "prod-1",
      name: "Toaster",
    });
    expect(store.errors).toEqual([]);
    restored.close();
    index.close();
  });

  it("is smaller in a snapshot, and leaves nothing else on the disk", async () => {
    const { index, file } = indexNamed(...Array.from({ length: 300 }, (_, number) => `Kettle ${number}`));
    await store.server().keep(file);
    expect(store.bytes?.length).toBeLessThan(statSync(file.path).size / 2);
    expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
    index.close();
  });
});

describe("a snapshot that cannot be used is told, and leaves no file:", () => {
  const edited = (change: (stamp: any) => object) => (bytes: Buffer) => {
    const stamp = change(JSON.parse(bytes.subarray(0, stampBytes).toString()));
    return Buffer.concat([
      Buffer.from(`${JSON.stringify(stamp).padEnd(stampBytes - 1)}\n`),
      bytes.subarray(stampBytes),
    ]);
  };
  const flipped = (bytes: Buffer) => {
    const other = Buffer.from(bytes);
    other[other.length - 40] = (other[other.length - 40] ?? 0) ^ 1;
    return other;
  };

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ["one bit is another", flipped, "damaged"],
    ["its end is missing", (bytes) => bytes.subarray(0, bytes.length - 100), "damaged"],
    ["all but its stamp is missing", (bytes) => bytes.subarray(0, stampBytes), "damaged"],
    ["it is cut in its first line", (bytes) => bytes.subarray(0, 100), "not one"],
    ["it is something else altogether", () => Buffer.alloc(5000, "x"), "not one"],
    ["its checksum is of something else", edited((stamp) => ({ ...stamp, sha256: "0".repeat(64) })), "damaged"],
    ["it holds more than it says", edited((stamp) => ({ ...stamp, bytes: 1000 })), "larger than it says"],
    ["it would be too large", edited((stamp) => ({ ...stamp, bytes: 1e13 })), "too large"],
    [
      "the format is of another version",
      edited((stamp) => ({ ...stamp, snapshot: stamp.snapshot + 1 })),
      "another version",
    ],
    ["the index is of another version", edited((stamp) => ({ ...stamp, index: indexVersion - 1 })), "another version"],
    ["it is of another table", edited((stamp) => ({ ...stamp, source: "us-east-1/products" })), "something else"],
    [
      "it is older than products may be missed",
      edited((stamp) => ({ ...stamp, checkpoint: "2026-05-31T11:00:00.000Z" })),
      "too old",
    ],
  ])("%s", async (_, damage, problem) => {
    const { index, file } = indexNamed("Kettle");
    await store.server().keep(file);
    index.close();
    store.bytes = damage(store.bytes ?? Buffer.alloc(0));
    const path = newPath();
    expect(await store.server().restore({ path, source }, day)).toBe(false);
    expect(store.errors.map(({ name, message }) => [name, message.includes(problem) || message])).toEqual([
      ["UnusableSnapshot", true],
    ]);
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(path))).toEqual([]);
  });

  it("a store that does not answer is told too", async () => {
    store.readSnapshot = () => Promise.reject(new Error("away"));
    expect(await store.server().restore({ path: newPath(), source }, day)).toBe(false);
    expect(store.errors).toHaveLength(1);
  });

  it("but there need not be one", async () => {
    expect(await store.server().restore({ path: newPath(), source }, day)).toBe(false);
    expect(store.errors).toEqual([]);
  });
});
