import type { Product } from "@shop/core";
import MiniSearch from "minisearch";
import { type Engine, ours, plainFts5 } from "../relevance/engines.ts";
import { askQuestions } from "../relevance/questions.ts";
import { makeShop } from "../relevance/shop.ts";

/** What one engine took for the questions of the relevance set, in milliseconds. */
export interface SearchTimes {
  readonly engine: string;
  readonly products: number;
  readonly median: number;
  readonly p99: number;
  readonly mean: number;
}

const rounds = 3;
/** MiniSearch takes minutes at 100,000 products: it gets every so many of the questions. */
const everySlow = 10;

/** Query times of this index, FTS5 as it comes and MiniSearch, by turns in one process; the best of three for each question. */
export function searchTimes(products: number, folder: string): readonly SearchTimes[] {
  const { shop, texts } = shopOf(products);
  const engines = [ours(shop, `${folder}/${products}.sqlite`), ...plainFts5(shop).slice(0, 1), miniSearch(shop)];
  const best = new Map(engines.map(({ name }): [string, number[]] => [name, []]));
  const byTurns = Array.from({ length: rounds }, () => engines).flat();
  for (const engine of byTurns) {
    const times = best.get(engine.name) ?? [];
    const asked = engine.name === "MiniSearch" ? texts.filter((_, index) => index % everySlow === 0) : texts;
    for (const [index, text] of asked.entries())
      times[index] = Math.min(times[index] ?? Number.POSITIVE_INFINITY, timeOf(engine, text));
  }
  for (const engine of engines) engine.close();
  return [...best].map(([engine, times]) => ({ engine, products, ...summary(times) }));
}

const kindsOfGoods = 74;

export function shopOf(products: number): { readonly shop: readonly Product[]; readonly texts: readonly string[] } {
  const made = makeShop(1, Math.ceil(products / kindsOfGoods));
  const questions = askQuestions(1, made);
  return {
    shop: made.slice(0, products).map(({ product }) => product),
    texts: Object.values(questions).flatMap((some) => some.map(({ text }) => text)),
  };
}

function timeOf(engine: Engine, text: string): number {
  const start = performance.now();
  engine.find(text);
  return performance.now() - start;
}

export function summary(times: readonly number[]) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), p99: at(0.99), mean: times.reduce((sum, time) => sum + time, 0) / times.length };
}

/** MiniSearch as its guide sets it up for a shop: any word, the name boosted, fuzzy and by prefix. */
function miniSearch(products: readonly Product[]): Engine {
  const index = new MiniSearch({
    fields: ["name", "brand", "category", "description"],
    idField: "productId",
    searchOptions: { boost: { name: 3, brand: 2, category: 2 }, fuzzy: 0.2, prefix: true },
  });
  index.addAll(
    products.map(({ productId, name, brand, category, description }) => ({
      productId,
      name,
      brand,
      category,
      description,
    })),
  );
  return {
    name: "MiniSearch",
    find: (text) =>
      index
        .search(text)
        .slice(0, 10)
        .map(({ id }) => String(id)),
    close: () => index.removeAll(),
  };
}
