import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CatalogueQuery, Product } from "@shop/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { type IndexThread, writeInThisThread } from "./index-thread.ts";
import { kettle } from "./test-support.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shop-faults-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const browse: CatalogueQuery = { text: "", inStockOnly: false, sort: "relevance", limit: 10 };
const sqliteFull = 13;
const sqliteCorrupt = 11;

/** A catalogue whose disk fails with this code of SQLite while `errcode` is set. Each search is a poll later. */
function open() {
  const disk: { errcode: number | undefined } = { errcode: undefined };
  const errors: unknown[] = [];
  const loads: string[] = [];
  let current: Product = kettle;
  let now = Date.parse("2026-06-01T12:00:00.000Z");
  const writer = writeInThisThread();
  const thread: IndexThread = {
    ask: (file, request) =>
      disk.errcode !== undefined && request.verb === "apply"
        ? Promise.reject(Object.assign(new Error("disk"), { errcode: disk.errcode }))
        : writer.ask(file, request),
    stop: writer.stop,
  };
  const feed = {
    readAll: async (onProducts: (products: readonly Product[]) => void | Promise<void>) => {
      loads.push("all");
      await onProducts([current]);
    },
    readChanges: async () => [current],
  };
  const onError = (error: unknown) => errors.push(error);
  const catalogue = createCatalogue(feed, { pollMs: 2000, now: () => now, dir, thread, onError });
  return {
    ...{ disk, errors, loads, catalogue },
    write(stockQuantity: number) {
      current = { ...kettle, stockQuantity, updatedAt: new Date(now).toISOString() };
    },
    async stock() {
      now += 5000;
      const answer = await catalogue.search(browse);
      return answer.ok ? answer.value.hits.map(({ product }) => product.stockQuantity) : answer.rejection.code;
    },
    async settled() {
      while (catalogue.isRebuilding()) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it("answers from what it has while the disk is full, says how old it is, and catches up when there is room", async () => {
  const { catalogue, disk, errors, stock, write } = open();
  expect(await stock()).toEqual([3]);
  disk.errcode = sqliteFull;
  write(1);
  expect(await stock()).toEqual([3]);
  expect(await stock()).toEqual([3]);
  expect([errors.length, catalogue.ageMs()]).toEqual([2, 10_000]);
  disk.errcode = undefined;
  expect(await stock()).toEqual([1]);
  expect(catalogue.ageMs()).toBe(0);
  catalogue.stop();
});

it("builds a new index when the file turns out to be damaged, and answers from the old one until it is there", async () => {
  const { catalogue, disk, loads, settled, stock, write } = open();
  expect(await stock()).toEqual([3]);
  disk.errcode = sqliteCorrupt;
  write(1);
  expect(await stock()).toEqual([3]);
  expect(loads).toHaveLength(1);
  disk.errcode = undefined;
  await stock();
  await settled();
  expect(await stock()).toEqual([1]);
  expect(loads).toHaveLength(2);
  expect(readdirSync(dir).filter((name) => name.endsWith(".sqlite"))).toHaveLength(1);
  catalogue.stop();
});

it("says unavailable when there is no room for the first index, and leaves nothing of it behind", async () => {
  const { catalogue, disk, stock } = open();
  disk.errcode = sqliteFull;
  expect(await stock()).toBe("unavailable");
  expect(catalogue.isReady()).toBe(false);
  expect(readdirSync(dir)).toEqual([]);
  disk.errcode = undefined;
  expect(await stock()).toEqual([3]);
  catalogue.stop();
});
