import { DatabaseSync } from "node:sqlite";
import type { Product } from "@shop/core";
import { SqliteIndex } from "@shop/search";

/** Finds the ids of the ten best products for a text. */
export interface Engine {
  readonly name: string;
  find(text: string): readonly string[];
  close(): void;
}

const ten = 10;

export function ours(products: readonly Product[], file: string): Engine {
  const index = SqliteIndex.open(file);
  index.apply(products);
  return {
    name: "this index",
    find: (text) =>
      index
        .search({ text, inStockOnly: false, sort: "relevance", limit: ten })
        .hits.map(({ product }) => product.productId),
    close: () => index.close(),
  };
}

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** FTS5 as it comes, with its own stems and weights for the fields: all words, or any. */
export function plainFts5(products: readonly Product[]): readonly Engine[] {
  const db = new DatabaseSync(":memory:");
  db.exec(`CREATE VIRTUAL TABLE goods USING fts5(
    id UNINDEXED, name, brand, category, options, description, tokenize='porter unicode61 remove_diacritics 2');
    INSERT INTO goods(goods, rank) VALUES ('rank', 'bm25(0, 10, 4, 4, 4, 1)'); BEGIN`);
  const insert = db.prepare("INSERT INTO goods VALUES (?, ?, ?, ?, ?, ?)");
  for (const { productId, name, brand = "", category, options = {}, description } of products)
    insert.run(productId, name, brand, category, Object.values(options).join(" "), description);
  db.exec("COMMIT");
  const select = db.prepare(`SELECT id FROM goods WHERE goods MATCH ? ORDER BY rank, id LIMIT ${ten}`);
  const engine = (name: string, operator: string): Engine => ({
    name,
    find: (text) =>
      select
        .all(
          wordsOf(text)
            .map((word) => `"${word}"`)
            .join(operator),
        )
        .map((row) => String(row["id"])),
    // The database is in memory, and goes with its engines.
    close: () => undefined,
  });
  return [engine("FTS5, any word", " OR "), engine("FTS5, all words", " AND ")];
}

/** What a scan of the table with `contains` finds: the text as it is, in the order of the ids. */
export function contains(products: readonly Product[]): Engine {
  const texts = products
    .map(({ productId, name, category, description }) => ({
      productId,
      text: [name, category, description].join("\n").toLowerCase(),
    }))
    .toSorted((a, b) => (a.productId < b.productId ? -1 : 1));
  return {
    name: "scan, contains",
    find: (text) =>
      texts
        .filter((one) => one.text.includes(text.toLowerCase()))
        .slice(0, ten)
        .map(({ productId }) => productId),
    close: () => undefined,
  };
}
