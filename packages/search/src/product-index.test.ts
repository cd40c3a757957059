import type { Product } from "@shop/core";
import { describe, expect, it } from "vitest";
import { ProductIndex } from "./product-index.ts";

const product = (more: Partial<Product> = {}): Product => ({
  productId: "prod-1",
  name: "Kettle",
  description: "Boils water",
  category: "Home",
  priceMinor: 2500n,
  currency: "USD",
  stockQuantity: 3,
  status: "active",
  imageUrls: [],
  ratingSum: 0,
  ratingCount: 0,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-02T00:00:00.000Z",
  ...more,
});

const indexOf = (...products: Product[]): ProductIndex => {
  const index = new ProductIndex();
  for (const one of products) index.apply(one);
  return index;
};
const found = (index: ProductIndex, text: string) => [...index.match(text).keys()].toSorted();

describe("the index", () => {
  it("forgets the words that a newer version no longer has", () => {
    const index = indexOf(product());
    index.apply(product({ name: "Teapot", updatedAt: "2026-01-03T00:00:00.000Z" }));
    expect(found(index, "kettle")).toEqual([]);
    expect(found(index, "teapot")).toEqual(["prod-1"]);
    expect(index.size).toBe(1);
  });

  it("ignores a version older than the one it knows, and takes one of the same moment", () => {
    const index = indexOf(product({ stockQuantity: 3 }));
    index.apply(product({ stockQuantity: 9, updatedAt: "2026-01-01T23:59:59.999Z" }));
    expect(index.find("prod-1")?.stockQuantity).toBe(3);
    index.apply(product({ stockQuantity: 2 }));
    expect(index.find("prod-1")?.stockQuantity).toBe(2);
  });

  it("drops a delisted product altogether, and takes it back when it is listed again", () => {
    const index = indexOf(product(), product({ productId: "prod-2" }));
    index.apply(product({ status: "delisted", updatedAt: "2026-01-03T00:00:00.000Z" }));
    expect(found(index, "kettle")).toEqual(["prod-2"]);
    expect(index.find("prod-1")).toBeUndefined();
    expect([...index.all()].map(({ productId }) => productId)).toEqual(["prod-2"]);
    index.apply(product({ updatedAt: "2026-01-04T00:00:00.000Z" }));
    expect(found(index, "kettle")).toEqual(["prod-1", "prod-2"]);
  });

  it("never shows a product that was delisted before it was known", () => {
    expect(indexOf(product({ status: "delisted" })).size).toBe(0);
  });

  it("finds words of name, brand, category, options and description", () => {
    const index = indexOf(product({ brand: "Acme", options: { colour: "Teal" } }));
    for (const word of ["kettle", "KETTLES", "acme", "home", "teal", "water"])
      expect(found(index, word)).toEqual(["prod-1"]);
    expect(found(index, "colour")).toEqual([]);
    expect(found(index, "ket")).toEqual([]);
  });

  it("puts more of the words above fewer, wherever they stand, and the name above the description", () => {
    const index = indexOf(
      product({ productId: "prod-both", name: "Plate", description: "red kettle" }),
      product({ productId: "prod-name", name: "Kettle kettle", description: "steel" }),
      product({ productId: "prod-text", name: "Mug", description: "goes with a kettle" }),
    );
    const ranked = [...index.match("red kettle")].toSorted(([, a], [, b]) => b - a).map(([id]) => id);
    expect(ranked).toEqual(["prod-both", "prod-name", "prod-text"]);
  });

  it("scores a product by itself: other products and repeated words change nothing", () => {
    const alone = indexOf(product()).match("kettle").get("prod-1");
    const among = indexOf(product(), product({ productId: "prod-2" }))
      .match("kettle kettles")
      .get("prod-1");
    expect(among).toBe(alone);
  });
});
