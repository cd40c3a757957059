import { describe, expect, it } from "vitest";
import { reject } from "../outcome.ts";
import { accepted, ada, agentOn, digest, refused, someOrder, someProduct } from "../test-support.ts";
import type { Review } from "./review.ts";
import { writeProductReview } from "./write-product-review.ts";

type Needs = Parameters<typeof writeProductReview.call>[1];

/** A shop where everybody has bought the laptop, and a memory of the reviews. */
function shop(more: Partial<Needs> = {}) {
  const reviews = new Map<string, Review>();
  const replaced: (Review | undefined)[] = [];
  const needs: Needs = {
    customer: ada,
    agent: agentOn("mcp"),
    findProduct: async () => someProduct(),
    findPurchase: async () => someOrder(),
    findReview: async (id) => reviews.get(id),
    saveReview: async (review, { replaces }) => {
      replaced.push(replaces);
      reviews.set(review.reviewId, review);
      return { ok: true, value: review };
    },
    now: () => new Date("2026-06-02T12:00:00.000Z"),
    digest,
    ...more,
  };
  return { needs, reviews, replaced };
}

const review = (needs: Needs, args: Record<string, unknown> = {}) =>
  writeProductReview.call({ product_id: "prod-1", rating: 5, review_text: "Quiet and light", ...args }, needs);

describe("writing a review", () => {
  it("answers in the guide's words", async () => {
    expect(accepted(await review(shop().needs))).toEqual({
      review_id: expect.stringMatching(/^rev-[0-9a-f]{20}$/),
      product_name: "Laptop",
      rating: 5,
      verified_purchase: true,
      message: "Review submitted successfully",
    });
  });

  it("keeps whose it is, of what, and which order proves it", async () => {
    const { needs, reviews } = shop();
    await review(needs, { title: "Good" });
    expect([...reviews.values()]).toEqual([
      {
        reviewId: expect.any(String),
        productId: "prod-1",
        customerId: "cust-001",
        orderId: "ord-1",
        rating: 5,
        title: "Good",
        text: "Quiet and light",
        verifiedPurchase: true,
        createdAt: "2026-06-02T12:00:00.000Z",
        updatedAt: "2026-06-02T12:00:00.000Z",
      },
    ]);
  });

  it.each(["placed", "processing", "shipped"] as const)("is not verified while the order is %s", async (status) => {
    const { needs } = shop({ findPurchase: async () => someOrder({ status }) });
    expect(accepted(await review(needs)).verified_purchase).toBe(false);
  });

  it("cleans title and text, and drops a title of nothing", async () => {
    const { needs, reviews } = shop();
    await review(needs, { review_text: " Good\u202e\r\nvalue\u0000 👍 ", title: "\u200b" });
    expect([...reviews.values()][0]).toMatchObject({ text: "Good\nvalue 👍", title: undefined });
  });

  it.each([
    [{ rating: 0 }, "rating"],
    [{ rating: 6 }, "rating"],
    [{ rating: 4.5 }, "rating"],
    [{ review_text: "" }, "review_text"],
    [{ review_text: " \u200b\u202e\n" }, "review_text"],
    [{ review_text: "x".repeat(5001) }, "review_text"],
    [{ title: "x".repeat(121) }, "title"],
    [{ product_id: "laptop" }, "product_id"],
  ])("refuses %j before it looks anything up", async (args, path) => {
    const { needs } = shop({ findProduct: () => Promise.reject(new Error("looked")) });
    expect(refused(await review(needs, args))).toMatchObject({ code: "invalid_argument", details: { path } });
  });

  it("refuses a product that does not exist, and one the customer has not bought", async () => {
    const unknown = shop({ findProduct: async () => undefined });
    expect(refused(await review(unknown.needs)).code).toBe("product_not_found");
    const foreign = shop({ findPurchase: async () => undefined });
    expect(refused(await review(foreign.needs))).toEqual({
      code: "not_purchased",
      message: "The customer has not bought Laptop",
    });
    expect(foreign.reviews.size).toBe(0);
  });

  it("asks for a purchase of this product by the caller", async () => {
    const asked: string[][] = [];
    const { needs } = shop({
      findPurchase: async (...of) => {
        asked.push(of);
        return someOrder();
      },
    });
    await review(needs, { product_id: "prod-7" });
    expect(asked).toEqual([["cust-001", "prod-7"]]);
  });

  it("passes on why it could not be saved", async () => {
    const { needs } = shop({ saveReview: async () => reject("conflict_retry", "Changed") });
    expect(refused(await review(needs)).code).toBe("conflict_retry");
  });
});

describe("a second review", () => {
  it("of the same product is refused and names the first", async () => {
    const { needs, reviews } = shop();
    const first = accepted(await review(needs));
    expect(refused(await review(needs, { rating: 1 }))).toMatchObject({
      code: "already_reviewed",
      details: { review_id: first.review_id },
    });
    expect([...reviews.values()].map(({ rating }) => rating)).toEqual([5]);
  });

  it("with update replaces the first: same id, same birthday, and the store is told which", async () => {
    const { needs, reviews, replaced } = shop();
    const first = accepted(await review(needs));
    const later = { ...needs, now: () => new Date("2026-07-01T00:00:00.000Z") };
    const second = accepted(await review(later, { rating: 2, review_text: "Broke", update: true }));
    expect(second.review_id).toBe(first.review_id);
    expect(reviews.get(first.review_id)).toMatchObject({
      rating: 2,
      text: "Broke",
      createdAt: "2026-06-02T12:00:00.000Z",
      updatedAt: "2026-07-01T00:00:00.000Z",
    });
    expect(replaced).toEqual([undefined, expect.objectContaining({ rating: 5 })]);
  });

  it("with update but without a first is written as new", async () => {
    const { needs, replaced } = shop();
    expect((await review(needs, { update: true })).ok).toBe(true);
    expect(replaced).toEqual([undefined]);
  });

  it("of another product, or by another customer, is a review of its own", async () => {
    const { needs, reviews } = shop();
    await review(needs);
    await review(needs, { product_id: "prod-2" });
    await review({ ...needs, customer: { ...ada, customerId: "cust-002" } });
    expect(reviews.size).toBe(3);
  });
});
