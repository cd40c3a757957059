import { describe, expect, it } from "vitest";
import { ok, reject } from "../outcome.ts";
import { accepted, openSeal, refused, someProduct } from "../test-support.ts";
import type { CatalogueQuery } from "./catalogue.ts";
import type { Product } from "./product.ts";
import { searchProducts } from "./search-products.ts";

type Needs = Parameters<typeof searchProducts.call>[1];

/** A catalogue that finds these products in this order, whatever is asked. */
function catalogue(products: readonly Product[], more: Partial<Needs> = {}) {
  const queries: CatalogueQuery[] = [];
  const needs: Needs = {
    searchCatalogue: async (query) => {
      queries.push(query);
      const start = products.findIndex(({ productId }) => productId === query.after?.productId) + 1;
      const hits = products.slice(start, start + query.limit);
      return ok({
        hits: hits.map((product) => ({ product, position: { key: 1, productId: product.productId } })),
        totalMatches: products.length,
        more: products.length > start + query.limit,
        categories: { Electronics: products.length },
      });
    },
    ...openSeal,
    ...more,
  };
  return { needs, queries };
}

const many = (count: number, more: Partial<Product> = {}) =>
  Array.from({ length: count }, (_, index) => someProduct({ productId: `prod-${index + 1}`, ...more }));

describe("searching products", () => {
  it("asks the catalogue for exactly what was asked, with the guide's defaults", async () => {
    const { needs, queries } = catalogue([]);
    await searchProducts.call({}, needs);
    expect(queries[0]).toEqual({ text: "", inStockOnly: false, sort: "relevance", limit: 10 });
    const all = { query: "tea", category: "Home", min_price: "1.5", max_price: 9, limit: 51, in_stock_only: true };
    await searchProducts.call({ ...all, group_id: "grp-1", sort: "price_desc" }, needs);
    expect(queries[1]).toEqual({
      text: "tea",
      category: "Home",
      minPrice: 1.5,
      maxPrice: 9,
      inStockOnly: true,
      groupId: "grp-1",
      sort: "price_desc",
      limit: 50,
    });
  });

  it("answers an empty search with no products, no cursor and no error", async () => {
    expect(accepted(await searchProducts.call({ query: "nothing" }, catalogue([]).needs))).toEqual({
      count: 0,
      products: [],
      total_matches: 0,
      facets: { categories: { Electronics: 0 } },
    });
  });

  it("tells in short what is needed to choose", async () => {
    const product = someProduct({
      description: `${"x".repeat(69)}😀 and more`,
      ratingSum: 13,
      ratingCount: 3,
      stockQuantity: 5,
    });
    const { products } = accepted(await searchProducts.call({}, catalogue([product]).needs));
    expect(products).toEqual([
      {
        product_id: "prod-1",
        name: "Laptop",
        description: `${"x".repeat(69)}…`,
        price: 989.26,
        currency: "USD",
        category: "Electronics",
        stock_quantity: 5,
        availability: "low_stock",
        rating: { value: 4.3, count: 3 },
      },
    ]);
  });

  it("tells everything in detail", async () => {
    const product = someProduct({ description: "x".repeat(500), groupId: "grp-1", imageUrls: ["https://x.example/1"] });
    const { needs } = catalogue([product]);
    const { products } = accepted(await searchProducts.call({ response_format: "detailed" }, needs));
    expect(products[0]).toMatchObject({
      description: "x".repeat(500),
      group_id: "grp-1",
      price_minor: 98_926,
      image_urls: ["https://x.example/1"],
      created_at: "2026-01-01T00:00:00.000Z",
      rating: { value: 0, count: 0, scale_max: 5 },
    });
  });

  it.each([
    [0, "out_of_stock"],
    [1, "low_stock"],
    [5, "low_stock"],
    [6, "in_stock"],
  ])("says of %d in stock: %s", async (stockQuantity, availability) => {
    const { products } = accepted(await searchProducts.call({}, catalogue([someProduct({ stockQuantity })]).needs));
    expect(products[0]?.availability).toBe(availability);
  });

  it.each([
    [{ limit: 0 }, "limit"],
    [{ min_price: -1 }, "min_price"],
    [{ max_price: "cheap" }, "max_price"],
    [{ query: "x".repeat(201) }, "query"],
    [{ sort: "best" }, "sort"],
    [{ category: "" }, "category"],
    [{ maxPrice: 5 }, "maxPrice"],
  ])("refuses %j", async (args, path) => {
    expect(refused(await searchProducts.call(args, catalogue([]).needs))).toMatchObject({ details: { path } });
  });

  it("passes on that the catalogue is away", async () => {
    const { needs } = catalogue([], { searchCatalogue: async () => reject("unavailable", "Loading") });
    expect(refused(await searchProducts.call({}, needs)).code).toBe("unavailable");
  });
});

describe("the pages of a search", () => {
  async function walk(needs: Needs, args: Record<string, unknown>): Promise<string[][]> {
    const pages: string[][] = [];
    for (let cursor: string | null | undefined; ; ) {
      const answer = accepted(await searchProducts.call({ ...args, ...(cursor && { cursor }) }, needs));
      expect(answer.count).toBe(answer.products.length);
      pages.push(answer.products.map(({ product_id }) => product_id));
      cursor = answer.next_cursor;
      if (!cursor) return pages;
    }
  }

  it("hold every product once, in order, and the last has no cursor", async () => {
    const products = many(25);
    const pages = await walk(catalogue(products).needs, {});
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual(products.map(({ productId }) => productId));
    expect(await walk(catalogue(many(20)).needs, {})).toHaveLength(2);
  });

  it("weigh no more than 25 KB in detail, and go on with the first that was left out", async () => {
    const products = many(50, { description: "x".repeat(2000) });
    const { needs } = catalogue(products);
    const answer = accepted(await searchProducts.call({ limit: 50, response_format: "detailed" }, needs));
    expect(JSON.stringify(answer).length).toBeLessThan(25_000);
    expect((await walk(needs, { limit: 50, response_format: "detailed" })).flat()).toHaveLength(50);
  });

  it("weigh no more than 4 KB for ten in short", async () => {
    const products = many(10, { name: "x".repeat(80), description: "y".repeat(2000) });
    const answer = accepted(await searchProducts.call({}, catalogue(products).needs));
    expect(answer.count).toBe(10);
    expect(JSON.stringify(answer.products).length).toBeLessThanOrEqual(4096);
  });

  it.each([
    { query: "tea" },
    { category: "Home" },
    { min_price: 1 },
    { max_price: 1 },
    { in_stock_only: true },
    { group_id: "g" },
    { sort: "newest" },
  ])("are not reached by a cursor of another search: %j", async (filters) => {
    const { needs } = catalogue(many(20));
    const { next_cursor: cursor } = accepted(await searchProducts.call({}, needs));
    const searchCatalogue = () => Promise.reject(new Error("searched"));
    const outcome = await searchProducts.call({ ...filters, cursor }, { ...needs, searchCatalogue });
    expect(refused(outcome).code).toBe("invalid_cursor");
  });

  it("may change in size and detail on the way", async () => {
    const { needs } = catalogue(many(20));
    const { next_cursor: cursor } = accepted(await searchProducts.call({ limit: 3 }, needs));
    const next = accepted(await searchProducts.call({ limit: 5, response_format: "detailed", cursor }, needs));
    expect(next.products.map(({ product_id }) => product_id)).toEqual([
      "prod-4",
      "prod-5",
      "prod-6",
      "prod-7",
      "prod-8",
    ]);
  });
});
