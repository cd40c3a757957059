import { type CatalogueHits, type CatalogueQuery, type Product, toMajor } from "@shop/core";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteIndex } from "./sqlite-index.ts";
import { closeIndexes, indexOf } from "./test-support.ts";

afterAll(closeIndexes);

const sorts = ["relevance", "price_asc", "price_desc", "rating", "newest"] as const;
const colours = ["red", "blue", "green"];
const categories = ["Home", "Books"];

const someProduct = fc.record({
  name: fc.subarray(colours).map((words) => ["Thing", ...words].join(" ")),
  description: fc.subarray(colours).map((words) => words.join(" ")),
  category: fc.constantFrom(...categories),
  groupId: fc.option(fc.constantFrom("grp-1", "grp-2"), { nil: undefined }),
  priceMinor: fc.oneof(fc.constantFrom(0n, 1n, 2n, 5n, 6n, 250n, 555n, 556n, 999n), fc.bigInt({ min: 0n, max: 1200n })),
  currency: fc.constantFrom("USD", "JPY"),
  stockQuantity: fc.nat(2),
  status: fc.oneof({ weight: 5, arbitrary: fc.constant("active" as const) }, fc.constant("delisted" as const)),
  stars: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  createdAt: fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"),
});
const productsOf = (some: readonly (typeof someProduct extends fc.Arbitrary<infer T> ? T : never)[]): Product[] =>
  some.map(({ stars, ...rest }, index) => ({
    ...rest,
    productId: `prod-${index}`,
    imageUrls: [],
    ratingSum: stars.reduce((sum, star) => sum + star, 0),
    ratingCount: stars.length,
    updatedAt: rest.createdAt,
  }));
const shop = fc.array(someProduct, { maxLength: 25 }).map(productsOf);
const bound = fc.option(fc.constantFrom(0, 1, 2.5, 5, 5.555, 9.99, 12, 400, 1200), { nil: undefined });
const someQuery: fc.Arbitrary<CatalogueQuery> = fc.record({
  text: fc.oneof(
    fc.constant(""),
    fc.subarray([...colours, "purple"]).map((words) => words.join(" ")),
  ),
  category: fc.option(fc.constantFrom("Home", "books", "Cars"), { nil: undefined }),
  minPrice: bound,
  maxPrice: bound,
  inStockOnly: fc.boolean(),
  groupId: fc.option(fc.constantFrom("grp-1", "grp-3"), { nil: undefined }),
  minRating: fc.option(fc.constantFrom(0, 1, 2.5, 3.7, 4.1, 5), { nil: undefined }),
  sort: fc.constantFrom(...sorts),
  limit: fc.integer({ min: 1, max: 8 }),
});

const has = (text: string, word: string) => text.toLowerCase().split(" ").includes(word);
const wordsOf = ({ text }: CatalogueQuery) => text.split(" ").filter(Boolean);

/** The same question answered the long way: one condition after the other, no index. */
function matches(product: Product, query: CatalogueQuery): boolean {
  const words = wordsOf(query);
  const price = Number(product.priceMinor) / (product.currency === "USD" ? 100 : 1);
  const conditions = [
    product.status === "active",
    words.length === 0 || words.some((word) => has(`${product.name} ${product.description}`, word)),
    !query.category || product.category.toLowerCase() === query.category.toLowerCase(),
    !query.groupId || product.groupId === query.groupId,
    !query.inStockOnly || product.stockQuantity > 0,
    query.minRating === undefined || (product.ratingCount > 0 && mean(product) >= query.minRating),
    price >= (query.minPrice ?? 0),
    price <= (query.maxPrice ?? Number.POSITIVE_INFINITY),
  ];
  return conditions.every(Boolean);
}

const mean = ({ ratingSum, ratingCount }: Product) =>
  ratingCount === 0 ? 0 : Math.round((10 * ratingSum) / ratingCount) / 10;
const keys: Record<CatalogueQuery["sort"], (product: Product) => number> = {
  price_asc: ({ priceMinor, currency }) => toMajor(priceMinor, currency),
  price_desc: ({ priceMinor, currency }) => -toMajor(priceMinor, currency),
  rating: (product) => -mean(product),
  newest: ({ createdAt }) => -Date.parse(createdAt),
  relevance: () => 0,
};
const byId = (a: Product, b: Product) => (a.productId < b.productId ? -1 : 1);
const oracle = (products: readonly Product[], query: CatalogueQuery): Product[] =>
  products
    .filter((product) => matches(product, query))
    .toSorted((a, b) => keys[query.sort](a) - keys[query.sort](b) || byId(a, b));

const ids = (products: readonly Product[]) => products.map(({ productId }) => productId);
const idsOf = ({ hits }: CatalogueHits) => ids(hits.map(({ product }) => product));
const isRanked = ({ sort, text }: CatalogueQuery) => sort === "relevance" && text !== "";
/** How good a product is, is the ranking's own business (test/relevance): here only that it is one order. */
const inOrder = (query: CatalogueQuery, found: readonly string[]) => (isRanked(query) ? found.toSorted() : found);

/** Pages as a caller reads them: each position goes out as JSON and comes back. */
function walk(index: SqliteIndex, query: CatalogueQuery, between: () => void = () => {}): string[] {
  const page = index.search(query);
  const position = page.hits.at(-1)?.position;
  if (!page.more || !position) return idsOf(page);
  between();
  return [...idsOf(page), ...walk(index, { ...query, after: JSON.parse(JSON.stringify(position)) }, between)];
}

describe("a search", () => {
  it("finds, sorts and counts as the long way does", () => {
    fc.assert(
      fc.property(shop, someQuery, (products, query) => {
        const expected = oracle(products, query);
        const answer = indexOf(products).search(query);
        expect(answer.totalMatches).toBe(expected.length);
        expect(answer.hits).toHaveLength(Math.min(expected.length, query.limit));
        if (!isRanked(query)) expect(idsOf(answer)).toEqual(ids(expected).slice(0, query.limit));
        for (const { product } of answer.hits)
          expect(product).toEqual(expected.find((one) => one.productId === product.productId));
        expect(answer.more).toBe(expected.length > query.limit);
        const counts = categories.map((name) => [name, expected.filter(({ category }) => category === name).length]);
        expect(answer.categories).toEqual(Object.fromEntries(counts.filter(([, count]) => count !== 0)));
      }),
      { numRuns: 200 },
    );
  });

  it("visits every match exactly once, page by page", () => {
    fc.assert(
      fc.property(shop, someQuery, (products, query) => {
        expect(inOrder(query, walk(indexOf(products), query))).toEqual(inOrder(query, ids(oracle(products, query))));
      }),
      { numRuns: 80 },
    );
  });

  it("goes on after a product that has left since, without skipping or repeating another", () => {
    fc.assert(
      fc.property(shop, someQuery, (products, query) => {
        const index = indexOf(products);
        const first = index.search(query);
        const last = first.hits.at(-1);
        if (!last) return;
        index.apply([{ ...last.product, status: "delisted", updatedAt: "2026-12-31T00:00:00.000Z" }]);
        const rest = walk(index, { ...query, after: last.position });
        const found = [...idsOf(first), ...rest];
        expect(inOrder(query, found)).toEqual(inOrder(query, ids(oracle(products, query))));
      }),
      { numRuns: 80 },
    );
  });

  it("neither repeats nor loses a product on a walk while others come, go and change", () => {
    fc.assert(
      fc.property(shop, fc.array(someProduct, { minLength: 1, maxLength: 40 }), someQuery, (products, news, query) => {
        const index = indexOf(products);
        const coming = productsOf(news).map((product, number) => ({ ...product, productId: `prod-0-${number}` }));
        const between = () => index.apply(coming.splice(0, 3));
        const found = walk(index, { ...query, limit: 3 }, between);
        expect(new Set(found).size).toBe(found.length);
        const untouched = found.filter((id) => !id.startsWith("prod-0-"));
        expect(untouched.toSorted()).toEqual(ids(oracle(products, query)).toSorted());
      }),
      { numRuns: 80 },
    );
  });

  it("finds nothing for text without a word in it", () => {
    const query = { text: "?!", inStockOnly: false, sort: "relevance", limit: 10 } as const;
    const index = indexOf(productsOf(fc.sample(someProduct, 20)));
    expect(index.search(query)).toEqual({ hits: [], totalMatches: 0, more: false, categories: {} });
  });
});
