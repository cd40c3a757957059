import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Product } from "@shop/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { IndexReader } from "../index-reader.ts";
import { kettle } from "../test-support.ts";
import { IndexWriter } from "./index-writer.ts";
import { isUnusable } from "./schema.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shop-texts-"));
  path = join(dir, "a.sqlite");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function edit(sql: string) {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

const shop = Array.from({ length: 100 }, (_, number): Product => ({ ...kettle, productId: `prod-${number}` }));
const updatedAt = "2026-03-01T00:00:00.000Z";

/** An index of which the products come after many others. */
function load(pages: readonly (readonly Product[])[]): IndexWriter {
  IndexWriter.open(path, "products").close();
  edit("UPDATE state SET last_slot = 60000");
  const writer = IndexWriter.open(path, "products");
  for (const page of pages) writer.apply(page);
  writer.complete();
  return writer;
}

function found(): readonly Product[] {
  const reader = IndexReader.open(path, "products");
  const query = { text: "", inStockOnly: false, sort: "relevance", limit: 200 } as const;
  const { hits } = reader.search(query);
  reader.close();
  return hits.map(({ product }) => product).toSorted((a, b) => a.productId.localeCompare(b.productId));
}
const inOrder = (products: readonly Product[]) => products.toSorted((a, b) => a.productId.localeCompare(b.productId));

it("gives products of a large first load back as they came", () => {
  load([shop.slice(0, 70), shop.slice(70)]).close();
  expect(found()).toEqual(inOrder(shop));
  const db = new DatabaseSync(path);
  expect(db.prepare("SELECT count(*) AS count FROM products WHERE typeof(product) = 'text'").get()).toEqual({
    count: 0,
  });
  db.close();
});

it("takes in what changes during and after the load", () => {
  const [first, second, third, ...others] = shop as [Product, Product, Product, ...Product[]];
  const renamed = { ...first, name: "Another", updatedAt };
  // The second version comes in the same page, before the first one is written.
  const writer = load([[first, second, renamed, ...others], [third]]);
  const cheaper = { ...second, priceMinor: 1n, updatedAt };
  writer.apply([cheaper, { ...third, status: "delisted", updatedAt }]);
  expect(found()).toEqual(inOrder([renamed, cheaper, ...others]));
  writer.apply([{ ...second, updatedAt: "2026-01-01T00:00:00.000Z" }, ...others]);
  expect(found()).toEqual(inOrder([renamed, cheaper, ...others]));
  writer.close();
});

it("is of no use when a text is damaged", () => {
  load([shop]).close();
  edit("UPDATE packed_texts SET texts = zeroblob(10)");
  const failure = (() => {
    try {
      return found();
    } catch (error) {
      return error;
    }
  })();
  expect(isUnusable(failure)).toBe(true);
});
