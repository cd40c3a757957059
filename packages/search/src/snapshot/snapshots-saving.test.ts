import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { kettle } from "../test-support.ts";
import { folder, hour, indexNamed, Store } from "./test-support.ts";

let store: Store;
beforeEach(() => {
  store = new Store();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a snapshot is saved", () => {
  it("at first, and again when it is an hour old and the index has changed", async () => {
    const { index, file } = indexNamed("Kettle");
    const snapshots = store.server();
    const after = async (ms: number) => {
      store.now += ms;
      await snapshots.keep(file);
      return store.version;
    };
    expect(await after(0)).toBe(1);
    expect(await after(hour - 1)).toBe(1);
    expect(await after(hour)).toBe(1);
    index.apply([{ ...kettle, productId: "prod-9", updatedAt: "2026-06-02T00:00:00.000Z" }]);
    expect(await after(hour)).toBe(2);
    index.close();
  });

  it("looks once a minute, however often it is asked", async () => {
    const { index, file } = indexNamed("Kettle");
    let looks = 0;
    store.findSnapshot = async () => {
      looks += 1;
      return { tag: "v1", savedAt: store.now };
    };
    const snapshots = store.server();
    for (let second = 0; second <= 120; second += 2) {
      await snapshots.keep(file);
      store.now += 2000;
    }
    expect(looks).toBe(3);
    index.close();
  });

  it("by one server: of two that are due at once, the second leaves the first one's", async () => {
    const [a, b] = [indexNamed("Kettle"), indexNamed("Toaster")];
    await Promise.all([store.server().keep(a.file), store.server().keep(b.file)]);
    expect(store.saves.toSorted()).toEqual([false, true]);
    expect(store.version).toBe(1);
    expect(store.errors).toEqual([]);
    a.index.close();
    b.index.close();
  });

  it("not of an index that is still being loaded", async () => {
    const { index, file } = indexNamed("Kettle");
    index.close();
    const db = new DatabaseSync(file.path);
    db.exec("UPDATE state SET complete = 0");
    db.close();
    await store.server().keep(file);
    expect(store.errors).toMatchObject([{ message: "Only a finished index is worth a snapshot" }]);
    expect(store.version).toBe(0);
  });

  it("without what a process left that ended in the middle of one", async () => {
    const { index, file } = indexNamed("Kettle");
    writeFileSync(join(folder, "snapshot-dead.part.copy"), "x");
    store.now = Date.now() + 2 * hour;
    await store.server().keep(file);
    expect(readdirSync(folder)).not.toContain("snapshot-dead.part.copy");
    index.close();
  });
});
