import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StatementSync } from "node:sqlite";
import type { CatalogueQuery, Product } from "@shop/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { IndexReader } from "./index-reader.ts";
import { kettle } from "./test-support.ts";
import { IndexWriter } from "./writer/index-writer.ts";

let dir: string;
let writer: IndexWriter;
let reader: IndexReader;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shop-reader-"));
  const path = join(dir, "a.sqlite");
  writer = IndexWriter.open(path, "products");
  writer.apply([kettle, headphones]);
  writer.complete();
  reader = IndexReader.open(path, "products");
});
afterEach(() => {
  vi.restoreAllMocks();
  reader.close();
  writer.close();
  rmSync(dir, { recursive: true, force: true });
});

const headphones: Product = { ...kettle, productId: "prod-2", name: "Headphones", description: "Loud" };
const query: CatalogueQuery = { text: "kettle", inStockOnly: false, sort: "relevance", limit: 10 };
const ask = (more: Partial<CatalogueQuery> = {}) => reader.search({ ...query, ...more });
const told = (more: Partial<CatalogueQuery> = {}) => ask(more).hits.map(({ product }) => product);
let minutes = 0;
const write = (more: Partial<Product>) => {
  const updatedAt = new Date(Date.parse("2026-02-01T00:00:00.000Z") + ++minutes * 60_000).toISOString();
  writer.apply([{ ...kettle, updatedAt, ...more }]);
};

it("reads a product, and where its words are, from the file once", () => {
  const first = ask();
  const reads = vi.spyOn(StatementSync.prototype, "get");
  expect(ask()).toEqual(first);
  expect(ask({ maxPrice: 100 }).hits).toEqual(first.hits);
  // One look each at whether anything was written.
  expect(reads).toHaveBeenCalledTimes(2);
});

it("shows a change of price and stock in the next search, though it has the product at hand", () => {
  expect(told()).toEqual([kettle]);
  write({ priceMinor: 1900n, stockQuantity: 7 });
  expect(told()).toMatchObject([{ priceMinor: 1900n, stockQuantity: 7 }]);
  write({ priceMinor: 2100n, stockQuantity: 0 });
  expect(told()).toMatchObject([{ priceMinor: 2100n, stockQuantity: 0 }]);
  expect(told({ inStockOnly: true })).toEqual([]);
});

it("shows a new text in the next search", () => {
  expect(told()).toEqual([kettle]);
  write({ description: "Boils tea" });
  expect(told()).toMatchObject([{ description: "Boils tea" }]);
  expect(told({ text: "water" })).toEqual([]);
});

it("shows no product that has left, and the new one when it is back", () => {
  expect(told()).toEqual([kettle]);
  write({ status: "delisted" });
  expect(ask()).toMatchObject({ hits: [], totalMatches: 0 });
  write({ stockQuantity: 1 });
  expect(told()).toMatchObject([{ stockQuantity: 1 }]);
});

it("keeps what it has at hand of products that did not change", () => {
  const [before] = told({ text: "headphones" });
  write({ stockQuantity: 1 });
  expect(told({ text: "headphones" })[0]).toBe(before);
});

it("reads a question anew once the catalogue has its words", () => {
  expect(ask({ text: "hedphones" })).toMatchObject({ hits: [{ product: headphones }], didYouMean: "headphones" });
  write({ productId: "prod-3", name: "Hedphones" });
  const answer = ask({ text: "hedphones" });
  expect(answer.hits.map(({ product }) => product.name)).toEqual(["Hedphones"]);
  expect(answer.didYouMean).toBeUndefined();
});

it("shows products of another index file, not those of the file before", () => {
  expect(told()).toEqual([kettle]);
  const path = join(dir, "b.sqlite");
  const other = IndexWriter.open(path, "products");
  other.apply([{ ...kettle, priceMinor: 1n }]);
  other.complete();
  reader.close();
  reader = IndexReader.open(path, "products");
  expect(told()).toMatchObject([{ priceMinor: 1n }]);
  other.close();
});
