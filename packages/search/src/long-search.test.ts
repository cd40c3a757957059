import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  dir = mkdtempSync(join(tmpdir(), "shop-long-"));
  const path = join(dir, "a.sqlite");
  writer = IndexWriter.open(path, "products");
  writer.apply(Array.from({ length: 40 }, (_, number) => ({ ...kettle, productId: `prod-${number + 100}` })));
  writer.complete();
  writes = createWrites();
  reader = IndexReader.open(path, "products", writes);
  // Each look at the clock is a long time after the one before: every step has a turn of its own.
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
});
afterEach(() => {
  vi.restoreAllMocks();
  reader.close();
  writer.close();
  rmSync(dir, { recursive: true, force: true });
});

const query: CatalogueQuery = { text: "kettle water", inStockOnly: false, sort: "relevance", limit: 3 };
const isLong = 1;
const turn = () => new Promise((resolve) => setImmediate(resolve));

it("leaves turns to others, and finds the same", async () => {
  const expected = reader.search(query);
  const order: string[] = [];
  const answer = reader.searchInTurns(query, isLong).then((found) => {
    order.push("answer");
    return found;
  });
  await turn();
  order.push("another");
  expect(await answer).toEqual(expected);
  expect(order).toEqual(["another", "answer"]);
});

it("keeps to one state of the file, and so do short ones meanwhile; then the news are there", async () => {
  const before = reader.search(query);
  // One that has nothing at hand yet: it reads its products from the file at the end.
  reader.close();
  reader = IndexReader.open(join(dir, "a.sqlite"), "products", writes);
  const long = reader.searchInTurns(query, isLong);
  await turn();
  const updatedAt = "2026-03-01T00:00:00.000Z";
  const gone = before.hits.map(({ product }) => ({ ...product, status: "delisted" as const, updatedAt }));
  writer.apply([...gone, { ...kettle, productId: "prod-1", updatedAt }]);
  noteWrite(writes);
  expect(reader.search({ ...query, text: "kettle" }).totalMatches).toBe(40);
  expect(await long).toEqual(before);
  expect(reader.search(query)).toMatchObject({
    totalMatches: 38,
    hits: [{ product: { productId: "prod-1" } }, {}, {}],
  });
});

it("waits for the one before, also where that fails", async () => {
  const first = reader.searchInTurns({ ...query, after: { key: 0, productId: "", reading: "x" as never } }, isLong);
  const second = reader.searchInTurns(query, isLong);
  await expect(first).rejects.toThrow();
  expect((await second).totalMatches).toBe(40);
});

it("ends with an error when the index is closed meanwhile", async () => {
  const answer = reader.searchInTurns(query, isLong);
  await turn();
  reader.close();
  await expect(answer).rejects.toThrow();
});
