import { describe, expect, it } from "vitest";
import { demoShop } from "./shop.ts";
import { customers, isInWindow, now, orders, products, returns, reviews, sum, unique } from "./shop-test-support.ts";

describe("the demo shop", () => {
  it("is the same at the same instant", () => {
    expect(demoShop(now)).toEqual({ products, customers, orders, reviews, returns });
  });

  it("has 50 products, 10 customers, 50 orders, 50 reviews and 7 returns", () => {
    expect([products, customers, orders, reviews, returns].map(({ length }) => length)).toEqual([50, 10, 50, 50, 7]);
  });

  it("gives every record its own id", () => {
    expect(unique(products.map(({ productId }) => productId))).toBe(true);
    expect(unique(orders.map(({ orderId }) => orderId))).toBe(true);
    expect(unique(reviews.map(({ reviewId }) => reviewId))).toBe(true);
    expect(unique(returns.map(({ returnId }) => returnId))).toBe(true);
    expect(unique(customers.flatMap(({ paymentMethods }) => paymentMethods.map((one) => one.paymentMethodId)))).toBe(
      true,
    );
  });

  it("keeps no date in the future but promises", () => {
    const dates = [...products, ...orders, ...reviews, ...returns].flatMap((record) => [
      record.createdAt,
      ...("history" in record ? record.history.map(({ at }) => at) : []),
      ...("updatedAt" in record ? [record.updatedAt] : []),
    ]);
    for (const date of dates) expect(date <= now.toISOString(), date).toBe(true);
  });
});

describe("products", () => {
  it("are 20 Electronics, 10 Clothing, 10 Home and 10 Books", () => {
    const counts = Object.entries(Object.groupBy(products, ({ category }) => category)).map(([name, all]) => [
      name,
      all?.length,
    ]);
    expect(counts).toEqual([
      ["Electronics", 20],
      ["Clothing", 10],
      ["Home", 10],
      ["Books", 10],
    ]);
  });

  it("begin with the guide's laptop, in plenty and below 1500", () => {
    const [first] = products;
    expect(first).toMatchObject({ productId: "prod-e9075764", priceMinor: 98_926n, currency: "USD" });
    expect(first?.name).toContain("Laptop");
    expect(first?.stockQuantity).toBeGreaterThan(100);
  });

  it("include exactly one laptop below 1500 by name", () => {
    const affordable = products.filter(({ name, priceMinor }) => /laptop/i.test(name) && priceMinor <= 150_000n);
    expect(affordable.map(({ productId }) => productId)).toEqual(["prod-e9075764"]);
  });

  it("have well-formed ids, prices, pictures and words", () => {
    for (const product of products) {
      expect(product.productId).toMatch(/^prod-[0-9a-f]{8}$/);
      expect(product.priceMinor).toBeGreaterThan(0n);
      expect(product.imageUrls.every((url) => url.startsWith("https://images.example.com/"))).toBe(true);
      expect(product.description.length).toBeGreaterThan(60);
    }
  });

  it("are sold out, nearly sold out and in plenty", () => {
    const stocks = products.map(({ stockQuantity }) => stockQuantity);
    expect(stocks.filter((stock) => stock === 0).length).toBeGreaterThan(2);
    expect(stocks.filter((stock) => stock >= 1 && stock <= 5).length).toBeGreaterThan(2);
    expect(stocks.filter((stock) => stock > 5).length).toBeGreaterThan(30);
  });

  it("differ in their options within a group", () => {
    const groups = Map.groupBy(
      products.filter(({ groupId }) => groupId),
      ({ groupId }) => groupId,
    );
    expect(groups.size).toBeGreaterThan(4);
    for (const variants of groups.values()) {
      expect(variants.length).toBeGreaterThan(1);
      expect(unique(variants.map(({ options }) => JSON.stringify(options)))).toBe(true);
    }
  });

  it("count the ratings of exactly their reviews", () => {
    for (const product of products) {
      const ratings = reviews.filter(({ productId }) => productId === product.productId).map(({ rating }) => rating);
      expect([product.ratingSum, product.ratingCount]).toEqual([sum(ratings), ratings.length]);
    }
  });
});

describe("customers", () => {
  it("are cust-001 to cust-010 with demo addresses and one to three ways to pay", () => {
    expect(customers.map(({ customerId }) => customerId).at(-1)).toBe("cust-010");
    for (const [index, customer] of customers.entries()) {
      expect(customer.email).toBe(`demo${index + 1}@example.com`);
      expect(customer.shippingAddress).toBeDefined();
      expect(customer.paymentMethods.length).toBeGreaterThanOrEqual(1);
      expect(customer.paymentMethods.length).toBeLessThanOrEqual(3);
      for (const method of customer.paymentMethods) expect(method.paymentMethodId).toMatch(/^pm-/);
    }
  });

  it("each have a delivered order inside the return window with nothing returned, cust-001 several", () => {
    const open = (customerId: string) =>
      orders.filter((order) => order.customerId === customerId && isInWindow(order) && order.returns.length === 0);
    for (const { customerId } of customers) expect(open(customerId).length, customerId).toBeGreaterThan(0);
    expect(open("cust-001").length).toBeGreaterThan(3);
  });
});
