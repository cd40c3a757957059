import type { Product } from "@shop/core";
import { afterAll, describe, expect, it } from "vitest";
import type { SqliteIndex } from "./sqlite-index.ts";
import { closeIndexes, indexOf, kettle } from "./test-support.ts";

afterAll(closeIndexes);

const product = (more: Partial<Product>): Product => ({ ...kettle, ...more });
const named = (...names: string[]): Product[] =>
  names.map((name, index) => product({ productId: `prod-${index}`, name, description: "", category: "Things" }));
const ask = (index: SqliteIndex, text: string) =>
  index.search({ text, inStockOnly: false, sort: "relevance", limit: 10 });
const found = (index: SqliteIndex, text: string) => ask(index, text).hits.map(({ product: one }) => one.name);

describe("the index", () => {
  it("forgets the words that a newer version no longer has", () => {
    const index = indexOf([product({})]);
    index.apply([product({ name: "Teapot", updatedAt: "2026-01-03T00:00:00.000Z" })]);
    expect(ask(index, "kettle").totalMatches).toBe(0);
    expect(found(index, "teapot")).toEqual(["Teapot"]);
    expect(index.size).toBe(1);
  });

  it("ignores a version older than the one it knows, and takes one of the same moment", () => {
    const index = indexOf([product({ stockQuantity: 3 })]);
    const stock = () => ask(index, "").hits[0]?.product.stockQuantity;
    index.apply([product({ stockQuantity: 9, updatedAt: "2026-01-01T23:59:59.999Z" })]);
    expect(stock()).toBe(3);
    index.apply([product({ stockQuantity: 2 })]);
    expect(stock()).toBe(2);
  });

  it("drops a delisted product altogether, and takes it back when it is listed again", () => {
    const index = indexOf([product({}), product({ productId: "prod-2" })]);
    index.apply([product({ status: "delisted", updatedAt: "2026-01-03T00:00:00.000Z" })]);
    index.apply([product({ updatedAt: "2026-01-02T12:00:00.000Z" })]);
    expect(ask(index, "kettle").hits.map(({ product: one }) => one.productId)).toEqual(["prod-2"]);
    expect([ask(index, "").totalMatches, index.size]).toEqual([1, 1]);
    index.apply([product({ updatedAt: "2026-01-04T00:00:00.000Z" })]);
    expect([ask(index, "kettle").totalMatches, index.size]).toEqual([2, 2]);
  });

  it("never shows a product that was delisted before it was known", () => {
    const index = indexOf([product({ status: "delisted", updatedAt: "2026-01-03T00:00:00.000Z" })]);
    index.apply([product({ updatedAt: "2026-01-02T00:00:00.000Z" })]);
    expect(index.size).toBe(0);
  });

  it("gives every product back as it came", () => {
    const full = product({
      brand: "Acme",
      groupId: "grp-1",
      options: { Size: "10" },
      imageUrls: ["x"],
      priceMinor: 9_007_199_254_740_993n,
    });
    expect(ask(indexOf([full]), "").hits[0]?.product).toEqual(full);
  });

  it("finds words of name, brand, category, options and description", () => {
    const index = indexOf([product({ brand: "Acme", options: { colour: "Teal" } })]);
    for (const text of ["kettle", "KETTLES", "acme", "home", "teal", "water"])
      expect(ask(index, text).totalMatches, text).toBe(1);
    expect(ask(index, "colour").totalMatches).toBe(0);
  });
});

describe("the order", () => {
  it("has products with more of the words first", () => {
    const index = indexOf(named("Red chair", "Red oak table", "Blue oak table"));
    expect(found(index, "red table")[0]).toBe("Red oak table");
    expect(found(index, "oak red table").at(0)).toBe("Red oak table");
  });

  it("has all of the words above one of them in every place", () => {
    const everywhere = { name: "Velvet", brand: "Velvet", category: "Velvet", options: { fabric: "velvet" } };
    const index = indexOf([
      product({ productId: "prod-1", ...everywhere }),
      product({ productId: "prod-2", name: "Velvet stool" }),
    ]);
    expect(found(index, "stool in velvet")).toEqual(["Velvet stool", "Velvet"]);
  });

  it("has what a product is above what its text mentions", () => {
    const index = indexOf([
      product({ productId: "prod-1", name: "Sleeve", description: "For a laptop, any laptop, every laptop" }),
      product({ productId: "prod-2", name: "Laptop" }),
    ]);
    expect(found(index, "laptop")).toEqual(["Laptop", "Sleeve"]);
    expect(found(index, "laptop with water")).toEqual(["Laptop", "Sleeve"]);
  });

  it("has what a name names above what it is for", () => {
    const index = indexOf(named("Laptop bag", "Silver laptop", "Bag for a laptop"));
    expect(found(index, "laptop")[0]).toBe("Silver laptop");
    expect(found(index, "laptop bag")[0]).toBe("Laptop bag");
  });

  it("has the exact name first", () => {
    const index = indexOf(named("Nova lamp lamp desk", "Nova desk lamp large", "Nova desk lamp"));
    expect(found(index, "nova desk lamp")[0]).toBe("Nova desk lamp");
  });

  it("lets rare words weigh more than common ones", () => {
    const chairs = Array.from({ length: 30 }, (_, index) => `Oak chair ${index}`);
    const index = indexOf(named("Velvet stool", ...chairs));
    expect(found(index, "velvet chair")[0]).toBe("Velvet stool");
  });
});

describe("a question", () => {
  it.each([
    ["hedphones", "headphones"],
    ["headphoens", "headphones"],
    ["heaphones for travel", "headphones for travel"],
  ])("with a typing error is understood: %s", (text, meant) => {
    const answer = ask(indexOf(named("Wireless headphones", "Kettle")), text);
    expect(answer.hits.map(({ product: one }) => one.name)).toEqual(["Wireless headphones"]);
    expect(answer.didYouMean).toBe(meant);
  });

  it("of known words is not corrected", () => {
    const index = indexOf(named("Boat shoes", "Coat", "Coat", "Coat"));
    expect(ask(index, "boat")).toMatchObject({ totalMatches: 1 });
    expect(ask(index, "boat").didYouMean).toBeUndefined();
  });

  it("of short words or numbers is taken as it is", () => {
    const index = indexOf(named("Red cup 1234", "Bed"));
    expect([ask(index, "rad").totalMatches, ask(index, "1235").totalMatches]).toEqual([0, 0]);
  });

  it.each([
    ["couch", "Grey sofa"],
    ["hard drive", "Fast HDD"],
    ["hdd", "External hard drive"],
    ["mobile phone", "Smartphone"],
    ["head phones", "Headphones"],
    ["deskchair", "Desk chair"],
    ["tshirt", "White t-shirt"],
    ["t shirt", "Tshirt"],
    ["headph", "Headphones"],
    ['27"', "Screen 27 inch"],
    ["16 gb", "Card 16GB"],
  ])("for %s finds %s", (text, name) => {
    expect(found(indexOf(named(name, "Kettle")), text)).toEqual([name]);
  });

  it("leaves out words that say nothing, unless there are no others", () => {
    const index = indexOf(named("Kettle", "The Who: my generation"));
    expect(found(index, "I am looking for a kettle for me and my friend")).toEqual(["Kettle"]);
    expect(found(index, "the who")).toEqual(["The Who: my generation"]);
  });

  it("says which filter is in the way when it finds nothing", () => {
    const index = indexOf([
      product({ priceMinor: 5000n }),
      product({ productId: "prod-2", priceMinor: 6000n, stockQuantity: 0 }),
    ]);
    const search = (more: object) =>
      index.search({ text: "kettle", inStockOnly: true, sort: "relevance", limit: 5, ...more });
    expect(search({ maxPrice: 1 }).withoutFilter).toEqual({ max_price: 1 });
    expect(search({ maxPrice: 1, category: "Cars" }).withoutFilter).toBeUndefined();
    expect(search({ minRating: 4 }).withoutFilter).toEqual({ min_rating: 1 });
    expect(search({}).withoutFilter).toBeUndefined();
  });

  it("keeps its reading through all pages, though the catalogue gets the very word that was typed", () => {
    const index = indexOf(named("Headphones one", "Headphones two", "Headphones three"));
    const query = { text: "hedphones", inStockOnly: false, sort: "price_asc", limit: 1 } as const;
    const first = index.search(query);
    index.apply([product({ productId: "prod-9", name: "Hedphones" })]);
    const rest = index.search({ ...query, limit: 5, after: first.hits[0]?.position });
    expect(rest.hits.map(({ product: one }) => one.name)).toEqual(["Headphones two", "Headphones three"]);
  });

  it("has a short reading, however long it is", () => {
    const words = Array.from({ length: 40 }, (_, index) => `wort${String.fromCharCode(97 + (index % 26))}${index}x`);
    const index = indexOf(named(...words));
    const { hits } = ask(index, words.join(" ").slice(0, 200));
    expect(JSON.stringify(hits[0]?.position).length).toBeLessThan(1100);
  });
});
