import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";
import type { CatalogueQuery, Product } from "@shop/core";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { IndexReader } from "./index-reader.ts";
import { kettle } from "./test-support.ts";
import { IndexWriter } from "./writer/index-writer.ts";

let dir: string;
let files = 0;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "shop-saved-"));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const newPath = () => join(dir, `${++files}.sqlite`);

const browse: CatalogueQuery = { text: "", inStockOnly: false, sort: "relevance", limit: 50 };
const queries: readonly CatalogueQuery[] = [
  browse,
  { ...browse, sort: "price_desc", inStockOnly: true },
  { ...browse, category: "Books", groupId: "grp-1" },
  { ...browse, text: "red thing", maxPrice: 4, sort: "newest" },
  { ...browse, text: "blu", minRating: 3 },
  { ...browse, text: "geen" },
];
function answersOf(path: string) {
  const reader = IndexReader.open(path, "products");
  const answers = [reader.size, ...queries.map((query) => reader.search(query))];
  reader.close();
  return answers;
}

function edit(path: string, sql: string) {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

/** How many products and words are read from their rows while the file is opened. */
function rowsReadToOpen(path: string): number {
  let rows = 0;
  const { all, get } = StatementSync.prototype;
  const count = (row: object | undefined) => {
    if (row && ("product" in row || "term" in row)) rows += 1;
  };
  vi.spyOn(StatementSync.prototype, "all").mockImplementation(function (this: StatementSync, ...args) {
    const found = all.apply(this, args);
    for (const row of found) count(row);
    return found;
  });
  vi.spyOn(StatementSync.prototype, "get").mockImplementation(function (this: StatementSync, ...args) {
    const found = get.apply(this, args);
    count(found);
    return found;
  });
  const { iterate } = StatementSync.prototype;
  vi.spyOn(StatementSync.prototype, "iterate").mockImplementation(function (this: StatementSync, ...args) {
    const found = [...iterate.apply(this, args)];
    for (const row of found) count(row);
    return found.values();
  });
  IndexReader.open(path, "products").close();
  vi.restoreAllMocks();
  return rows;
}

const someProduct = fc.record({
  productId: fc.nat(40).map((number) => `prod-${number}`),
  name: fc.subarray(["red", "blue", "green"]).map((words) => ["Thing", ...words].join(" ")),
  category: fc.constantFrom("Home", "Books"),
  groupId: fc.option(fc.constantFrom("grp-1", "grp-2"), { nil: undefined }),
  priceMinor: fc.bigInt({ min: 0n, max: 900n }),
  currency: fc.constantFrom("USD", "JPY"),
  stockQuantity: fc.nat(2),
  status: fc.constantFrom("active", "active", "delisted"),
  ratingSum: fc.nat(20),
});
const batches = fc.array(fc.array(someProduct, { maxLength: 30 }), { minLength: 1, maxLength: 5 });

/** Takes in batches, one after the other; with a checkpoint after each, and saves the arrays at that if `isSaved` says so. */
function write(path: string, some: readonly (readonly Partial<Product>[])[], isSaved: (batch: number) => boolean) {
  const writer = IndexWriter.open(path, "products");
  for (const [number, batch] of some.entries()) {
    const updatedAt = `2026-02-01T00:00:0${number}.000Z`;
    const products = batch.map((more): Product => ({ ...kettle, ratingCount: 4, ...more, updatedAt }));
    writer.apply(products, updatedAt);
    if (!writer.isComplete) writer.complete();
    else if (isSaved(number)) writer.saveArrays();
  }
  writer.close();
}

describe("an index that is opened", () => {
  it("from saved arrays answers as one that has read all rows, whatever changed before, between and after", () => {
    const holds = fc.property(batches, fc.nat(), (some, saves) => {
      const path = newPath();
      write(path, some, (number) => ((saves >> number) & 1) === 1);
      const fromArrays = answersOf(path);
      edit(path, "UPDATE state SET saved_seq = 0");
      expect(fromArrays).toEqual(answersOf(path));
    });
    fc.assert(holds, { numRuns: 60 });
  });

  it("reads none of the rows that were saved as arrays, and each that has changed since", () => {
    const path = newPath();
    const batch = Array.from({ length: 20 }, (_, number) => ({ productId: `prod-${number}`, name: `Thing ${number}` }));
    write(path, [batch], () => false);
    expect(rowsReadToOpen(path)).toBe(0);
    write(path, [[], [{ productId: "prod-1", name: "Thing 1", stockQuantity: 1 }]], () => false);
    expect(rowsReadToOpen(path)).toBe(1);
  });
});

describe("saved arrays that cannot be used are as good as none:", () => {
  const products = fc.sample(someProduct, { numRuns: 60, seed: 7 });
  it.each([
    ["columns are damaged", "UPDATE saved_parts SET data = zeroblob(length(data)) WHERE name = 'columns'"],
    ["columns are missing", "DELETE FROM saved_parts WHERE name = 'columns'"],
    ["columns are cut", "UPDATE saved_parts SET data = substr(data, 1, 1000) WHERE name = 'columns'"],
    ["names are damaged", "UPDATE saved_parts SET crc = crc + 1 WHERE name = 'names'"],
    ["words are damaged", "UPDATE saved_parts SET data = zeroblob(length(data)) WHERE name = 'words'"],
    ["words are missing", "DELETE FROM saved_parts WHERE name = 'words'"],
    ["all are missing", "DELETE FROM saved_parts"],
  ])("%s", (_, damage) => {
    const path = newPath();
    write(path, [products], () => false);
    const whole = newPath();
    copyFileSync(path, whole);
    edit(path, damage);
    expect(rowsReadToOpen(path)).toBeGreaterThan(0);
    expect(answersOf(path)).toEqual(answersOf(whole));
    // Whoever saves the next time makes good for it.
    const more = [[], [{ productId: "prod-1", name: "Thing", stockQuantity: 5 }]];
    for (const file of [path, whole]) write(file, more, () => true);
    expect(answersOf(path)).toEqual(answersOf(whole));
  });
});
