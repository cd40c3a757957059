import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { CatalogueQuery } from "@shop/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { IndexReader } from "./index-reader.ts";
import { kettle } from "./test-support.ts";
import { createWrites, noteWrite, type Writes } from "./turn-state.ts";
import { IndexWriter } from "./writer/index-writer.ts";

let dir: string;
let writer: IndexWriter;
let reader: IndexReader;
let writes: Writes;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shop-turn-"));
  const path = join(dir, "a.sqlite");
  writes = createWrites();
  writer = IndexWriter.open(path, "products");
  writer.apply([kettle]);
  writer.complete();
  reader = IndexReader.open(path, "products", writes);
});
afterEach(() => {
  vi.restoreAllMocks();
  reader.close();
  writer.close();
  rmSync(dir, { recursive: true, force: true });
});

const query: CatalogueQuery = { text: "kettle", inStockOnly: false, sort: "relevance", limit: 10 };
const stockTold = () => reader.search(query).hits.map(({ product }) => product.stockQuantity);
let minutes = 0;
const writeStock = (stockQuantity: number) => {
  const updatedAt = new Date(Date.parse("2026-02-01T00:00:00.000Z") + ++minutes * 60_000).toISOString();
  writer.apply([{ ...kettle, updatedAt, stockQuantity }]);
};
/** What the reader does to its file: it alone begins and commits in so few words. */
const watchStates = () => {
  const exec = vi.spyOn(DatabaseSync.prototype, "exec");
  return () => exec.mock.calls.map(([sql]) => sql).filter((sql) => sql === "BEGIN" || sql === "COMMIT");
};

it("opens the file once for all searches of a turn, and lets go of it when the turn ends", async () => {
  const states = watchStates();
  for (let search = 0; search < 20; search++) stockTold();
  expect(states()).toEqual(["BEGIN"]);
  await nextTurn();
  expect(states()).toEqual(["BEGIN", "COMMIT"]);
  stockTold();
  expect(states()).toEqual(["BEGIN", "COMMIT", "BEGIN"]);
});

it("shows what is written in the very turn in which others have searched", () => {
  expect(stockTold()).toEqual([3]);
  for (const stock of [7, 8]) {
    writeStock(stock);
    noteWrite(writes);
    expect(stockTold()).toEqual([stock]);
  }
});

it("shows from the next turn on what a process has written that counts elsewhere", async () => {
  expect(stockTold()).toEqual([3]);
  writeStock(7);
  await nextTurn();
  expect(stockTold()).toEqual([7]);
});

it("may be closed in the middle of a turn", async () => {
  stockTold();
  reader.close();
  await nextTurn();
  expect(() => stockTold()).toThrow("not open");
});

it("opens a new state after a search that failed, and goes on", () => {
  const states = watchStates();
  vi.spyOn(StatementSync.prototype, "get").mockImplementationOnce(() => {
    throw new Error("cannot be read");
  });
  expect(stockTold).toThrow("cannot be read");
  expect(stockTold()).toEqual([3]);
  expect(states()).toEqual(["BEGIN", "COMMIT", "BEGIN"]);
});
