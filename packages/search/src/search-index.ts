import { type CatalogueHits, type CatalogueQuery, fromMajor, meanRating, type Product, toMajor } from "@shop/core";
import type { ProductIndex } from "./product-index.ts";

interface Hit {
  readonly product: Product;
  /** Sorts ascending, then by product id. */
  readonly key: number;
}

/** Answers one query from the index: match, filter, sort, cut a page. */
export function searchIndex(index: ProductIndex, query: CatalogueQuery): CatalogueHits {
  const passes = filterOf(query);
  const hits = candidates(index, query).filter(({ product }) => passes(product));
  hits.sort(inOrder);

  const { after, limit } = query;
  const start = after ? hits.findIndex((hit) => inOrder(hit, { key: after.key, product: after }) > 0) : 0;
  const rest = start === -1 ? [] : hits.slice(start, start + limit + 1);
  return {
    hits: rest
      .slice(0, limit)
      .map(({ product, key }) => ({ product, position: { key, productId: product.productId } })),
    totalMatches: hits.length,
    more: rest.length > limit,
    categories: countCategories(hits),
  };
}

const inOrder = (a: Hit, b: { key: number; product: Pick<Product, "productId"> }): number => {
  if (a.key !== b.key) return a.key - b.key;
  if (a.product.productId === b.product.productId) return 0;
  return a.product.productId < b.product.productId ? -1 : 1;
};

function candidates(index: ProductIndex, { text, sort }: CatalogueQuery): Hit[] {
  if (text.trim() === "") return [...index.all()].map((product) => ({ product, key: sortKey(product, sort, 0) }));
  return [...index.match(text)].flatMap(([productId, score]) => {
    const product = index.find(productId);
    return product ? [{ product, key: sortKey(product, sort, score) }] : [];
  });
}

function sortKey(product: Product, sort: CatalogueQuery["sort"], score: number): number {
  switch (sort) {
    case "price_asc":
      return toMajor(product.priceMinor, product.currency);
    case "price_desc":
      return -toMajor(product.priceMinor, product.currency);
    case "rating":
      return -meanRating(product);
    case "newest":
      return -Date.parse(product.createdAt);
    case "relevance":
      return -score;
  }
}

function filterOf({ category, groupId, inStockOnly, minPrice, maxPrice }: CatalogueQuery) {
  const wanted = category?.toLowerCase();
  const bounds = new Map<string, { min: bigint | undefined; max: bigint | undefined }>();
  // Prices arrive in major units; each currency has its own minor unit. Rounded so that no product slips past a bound.
  const boundsIn = (currency: string) => {
    const known = bounds.get(currency) ?? {
      min: minPrice === undefined ? undefined : fromMajor(minPrice, currency, "up").amount,
      max: maxPrice === undefined ? undefined : fromMajor(maxPrice, currency, "down").amount,
    };
    bounds.set(currency, known);
    return known;
  };
  const affordable = ({ priceMinor, currency }: Product) => {
    const { min, max } = boundsIn(currency);
    return (min === undefined || priceMinor >= min) && (max === undefined || priceMinor <= max);
  };
  return (product: Product): boolean =>
    (wanted === undefined || product.category.toLowerCase() === wanted) &&
    (groupId === undefined || product.groupId === groupId) &&
    (!inStockOnly || product.stockQuantity > 0) &&
    affordable(product);
}

function countCategories(hits: readonly Hit[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { product } of hits) counts.set(product.category, (counts.get(product.category) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
