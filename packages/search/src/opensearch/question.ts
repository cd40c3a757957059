import type { CatalogueQuery } from "@shop/core";
import type { FilterName } from "../filters.ts";
import { tellingTermsOf } from "../query-plan.ts";
import { synonymsOf } from "../synonyms.ts";
import { termsOf } from "../writer/terms.ts";
import type { Bool, Clause } from "./clause.ts";
import { exactly } from "./documents.ts";

const fieldWorth = { name: 8, brand: 4, category: 4, options: 4, description: 1 } as const;
/** Another word found counts for more than any word's better place. */
const wordWorth = 20;
const synonymShare = 0.8;
const phraseWorth = 10;
const headWorth = 6;
const exactNameWorth = 100;
const mostCategories = 100;
const leastRating = 0.1;
const timeout = "2s";

/** How words are looked for: as they are, or as what a typing error may have made of them. */
export type Reading = "as written" | "as meant";

/** Body of `POST /{index}/_search`. One hit more than the page tells whether there is more. */
export const questionOf = (query: CatalogueQuery, reading: Reading) => ({
  size: query.limit + 1,
  timeout,
  track_total_hits: true,
  _source: ["product"],
  query: { bool: { filter: [listed, ...Object.values<Clause>(filtersOf(query))], ...matchingOf(query, reading) } },
  sort: sortOf(query.sort),
  aggs: { categories: { terms: { field: "category_name", size: mostCategories } } },
  ...(query.after && { search_after: [placeOf(query.sort, query.after.key), query.after.productId] }),
});

/** Body of the search that counts, for each filter, what would match if it alone were left out. */
export function relaxationsOf(query: CatalogueQuery, reading: Reading) {
  const filters: Readonly<Record<string, Clause>> = filtersOf(query);
  const without = (name: string) =>
    Object.entries(filters).flatMap(([other, clause]) => (other === name ? [] : clause));
  return {
    size: 0,
    timeout,
    query: { bool: { filter: [listed], ...matchingOf(query, reading) } },
    aggs: Object.fromEntries(
      Object.keys(filters).map((name) => [name, { filter: { bool: { filter: [listed, ...without(name)] } } }]),
    ),
  };
}

export const hasFilters = (query: CatalogueQuery): boolean => Object.keys(filtersOf(query)).length > 0;

const listed: Clause = { term: { status: "active" } };

function filtersOf(query: CatalogueQuery): { [Name in FilterName]?: Clause } {
  const { category, minPrice, maxPrice, groupId, inStockOnly, minRating } = query;
  return {
    ...(category !== undefined && { category: { term: { category_key: category.toLowerCase() } } }),
    ...(minPrice !== undefined && { min_price: { range: { price: { gte: minPrice } } } }),
    ...(maxPrice !== undefined && { max_price: { range: { price: { lte: maxPrice } } } }),
    ...(inStockOnly && { in_stock_only: { term: { in_stock: true } } }),
    ...(groupId !== undefined && { group_id: { term: { group_id: groupId } } }),
    // What nobody has rated has a rating of 0.
    ...(minRating !== undefined && { min_rating: { range: { rating: { gte: Math.max(minRating, leastRating) } } } }),
  };
}

/**
 * Constant scores alone: they depend on product and words and not on the other products, so that a place in the order
 * stays where it was while the catalogue changes.
 */
function matchingOf({ text }: CatalogueQuery, reading: Reading): Bool {
  if (text.trim() === "") return {};
  const terms = tellingTermsOf(text);
  if (terms.length === 0) return { must: [{ match_none: {} }] };
  const words = terms.map((term) => wordOf(term, reading));
  return { must: [{ bool: { should: words, minimum_should_match: 1 } }], should: bonusesOf(termsOf(text), terms) };
}

const wordOf = (term: string, reading: Reading): Clause => ({
  dis_max: {
    queries: [
      ...placesOf(term, 1, reading),
      ...synonymsOf(term).flatMap((synonym) => placesOf(synonym, synonymShare, "as written")),
    ],
  },
});

const placesOf = (term: string, share: number, reading: Reading): Clause[] =>
  Object.entries(fieldWorth).map(([field, worth]) => ({
    constant_score: { filter: matchOf(field, term, reading), boost: share * (wordWorth + worth) },
  }));

function matchOf(field: string, term: string, reading: Reading): Clause {
  if (term.includes(" ")) return { match_phrase: { [field]: { query: term } } };
  if (reading === "as written") return { term: { [field]: { value: term } } };
  return { fuzzy: { [field]: { value: term, fuzziness: "AUTO:4,8", prefix_length: 1 } } };
}

const bonusesOf = (all: readonly string[], terms: string[]): Clause[] => [
  { constant_score: { filter: { term: { exact_name: { value: exactly(all) } } }, boost: exactNameWorth } },
  { constant_score: { filter: { terms: { head: terms } }, boost: headWorth } },
  ...(terms.length > 1
    ? [{ constant_score: { filter: { match_phrase: { name: { query: terms.join(" ") } } }, boost: phraseWorth } }]
    : []),
];

const sortFields = {
  relevance: ["_score", "desc"],
  price_asc: ["price", "asc"],
  price_desc: ["price", "desc"],
  rating: ["rating", "desc"],
  newest: ["created_at", "desc"],
} as const;

/** Ties go by the product's id, so that no two products share a place. */
function sortOf(sort: CatalogueQuery["sort"]): Record<string, { order: "asc" | "desc" }>[] {
  const [field, order] = sortFields[sort];
  return [{ [field]: { order } }, { product_id: { order: "asc" } }];
}

/** The shop's keys sort upwards, whatever the order. The same in both directions. */
export const placeOf = (sort: CatalogueQuery["sort"], key: number): number =>
  sortFields[sort][1] === "desc" ? -key : key;
