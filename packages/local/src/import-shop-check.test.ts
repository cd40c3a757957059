import { describe, expect, it } from "vitest";
import { checkRecords } from "./import-shop-check.ts";

const now = "2026-03-15T10:30:00.000Z";
const check = (...values: unknown[]) =>
  checkRecords(
    values.map((value, index) => ({ where: `f:${index + 1}`, value })),
    now,
  );

const mug = {
  product_id: "prod-mug",
  name: "Mug",
  description: "A mug of 300 ml.",
  category: "Home",
  price: 12.5,
  currency: "USD",
  stock_quantity: 3,
};
const ana = { customer_id: "cust-ana", email: "Ana@Example.com" };
const order = {
  order_id: "ord-1",
  customer_id: "cust-ana",
  status: "delivered",
  currency: "USD",
  created_at: "2026-03-01",
  delivered_at: "2026-03-05T10:00:00+02:00",
  lines: [{ product_id: "prod-mug", quantity: 3, unit_price: "11.99" }],
};
const review = {
  customer_id: "cust-ana",
  product_id: "prod-mug",
  order_id: "ord-1",
  rating: 4,
  review_text: "Holds tea.",
};
const request = {
  return_id: "ret-1",
  order_id: "ord-1",
  reason: "One has a crack.",
  status: "requested",
  created_at: "2026-03-10T09:00:00Z",
  items: [{ product_id: "prod-mug", quantity: 1 }],
};

describe("a complete import", () => {
  const { products, customers, orders, reviews, returns, problems } = check(request, review, order, ana, mug);

  it("has no problems, in whatever order its records come", () => {
    expect(problems).toEqual([]);
  });

  it("reads decimal prices exactly", () => {
    expect(products[0]).toMatchObject({ priceMinor: 1250n, createdAt: now, updatedAt: now, status: "active" });
  });

  it("writes addresses of customers in small letters, as sign-in looks for them", () => {
    expect(customers[0]).toMatchObject({ email: "ana@example.com", payment_methods: [], created_at: now });
  });

  it("fills an order's lines from its products and adds up what they cost", () => {
    expect(orders[0]).toMatchObject({
      totalMinor: 3597n,
      createdAt: "2026-03-01T00:00:00.000Z",
      deliveredAt: "2026-03-05T08:00:00.000Z",
      lines: [{ lineId: "l1", productName: "Mug", category: "Home", unitPriceMinor: 1199n }],
    });
  });

  it("gives a review the derived id and takes from the order whether it is verified", () => {
    expect(reviews[0]).toMatchObject({ verifiedPurchase: true, createdAt: now, updatedAt: now });
    expect(reviews[0]?.reviewId).toMatch(/^rev-[0-9a-f]{20}$/);
  });

  it("fills a return from its order and counts its units there", () => {
    expect(returns[0]).toMatchObject({
      customerId: "cust-ana",
      currency: "USD",
      refundMinor: 1199n,
      deadline: "2026-03-24T09:00:00.000Z",
      items: [{ lineId: "l1", productName: "Mug", unitPriceMinor: 1199n }],
    });
    expect(orders[0]?.lines[0]?.returnedQuantity).toBe(1);
    expect(orders[0]?.returns).toMatchObject([{ returnId: "ret-1", status: "requested" }]);
  });
});

describe("the kind of a record", () => {
  it("may be told by its type", () => {
    expect(check({ type: "product", ...mug }).products).toHaveLength(1);
  });

  it("may be told by the list it stands in", () => {
    const { reviewedAt } = checkRecords([{ where: "f:1", list: "reviews", value: review }], now);
    expect([...reviewedAt.values()]).toEqual(["f:1"]);
  });

  it("is asked for when it cannot be told", () => {
    for (const value of [{ name: "?" }, 12, null, [], { type: "shop" }])
      expect(check(value).problems).toEqual([expect.stringContaining("f:1: which kind of record is this?")]);
  });
});

describe("problems", () => {
  const problemsOf = (...values: unknown[]) => check(...values).problems.join("\n");

  it.each([
    ["a missing field", { ...mug, name: undefined }, "product prod-mug: name: is missing"],
    ["an unknown field", { ...mug, colour: "red" }, 'Unrecognized key: "colour"'],
    ["an id no tool would take", { ...mug, product_id: "mug 1" }, "product_id: "],
    [
      "a price below the smallest unit",
      { ...mug, price: 1.005 },
      "price: 1.005 is finer than the smallest unit of USD",
    ],
    ["a price that is none", { ...mug, price: "12,50" }, 'price: "12,50" is not a decimal amount'],
    ["a negative price", { ...mug, price: -1 }, "price: -1 is not a decimal amount"],
    ["two prices", { ...mug, price_minor: 1250 }, "give price or price_minor, not both"],
    ["a fraction of a minor unit", { ...mug, price: undefined, price_minor: 1.5 }, "price_minor: "],
    ["a currency that does not exist", { ...mug, currency: "USDOLLAR" }, "currency: "],
    ["a day that does not exist", { ...mug, created_at: "2026-02-30" }, "created_at: 2026-02-30 is not"],
    ["a time without its zone", { ...mug, created_at: "2026-02-03T10:00:00" }, "created_at: "],
    ["an address that is none", { ...ana, email: "ana" }, "customer cust-ana: email: ana is not an address"],
    ["an order without lines", { ...order, lines: [] }, "order ord-1: lines: "],
    ["a delivered order without its date", { ...order, delivered_at: undefined }, "delivered_at: is missing"],
    ["a total that is not what the lines cost", { ...order, total_minor: 1 }, "total_minor: 1 is not"],
    ["a review of six stars", { ...review, rating: 6 }, "rating: "],
    ["a return without its order", request, 'order_id: "ord-1" is no order of these files'],
  ])("include %s", (_, value, problem) => {
    expect(problemsOf(value, ...("lines" in value ? [mug] : []))).toContain(problem);
  });

  it("include a review of something the order does not hold, or of somebody else's order", () => {
    expect(problemsOf(mug, order, { ...review, product_id: "prod-cup" })).toContain("prod-cup is not on ord-1");
    expect(problemsOf(mug, order, { ...review, customer_id: "cust-bo" })).toContain("ord-1 is of cust-ana");
    const gone = { ...order, status: "cancelled", delivered_at: undefined };
    expect(problemsOf(mug, gone, review)).toContain("ord-1 was cancelled");
  });

  it("include more returned than bought, over all returns but those given back", () => {
    const two = { ...request, items: [{ product_id: "prod-mug", quantity: 2 }] };
    expect(problemsOf(mug, order, two, { ...two, return_id: "ret-2" })).toContain(
      "1 more of prod-mug returned than bought",
    );
    expect(problemsOf(mug, order, two, { ...two, return_id: "ret-2", status: "rejected" })).toBe("");
  });

  it("include the second of two records with one id, and say where the first stands", () => {
    expect(problemsOf(mug, ana, mug)).toBe("f:3: product prod-mug: the same record stands at f:1");
    expect(problemsOf(mug, order, review, { ...review, rating: 1 })).toContain(
      "f:4: review: the same record stands at f:3",
    );
  });

  it("tell of a missing currency once", () => {
    expect(problemsOf({ ...mug, currency: undefined })).toBe("f:1: product prod-mug: currency: is missing");
  });

  it("are all told, in the order of the files", () => {
    expect(
      check({ ...ana, email: "x" }, { ...mug, price: -1, name: 3 }, {}).problems.map((one) => one.slice(0, 3)),
    ).toEqual(["f:1", "f:2", "f:2", "f:3"]);
  });
});
