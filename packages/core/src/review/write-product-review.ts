import * as z from "zod";
import { persist } from "../change.ts";
import { derivedId } from "../derived-id.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { productId } from "../schemas.ts";
import { cleanText } from "../text.ts";
import { type Caller, customerTool } from "../tool.ts";
import type { Review } from "./review.ts";

type Needs = Caller & Pick<Ports, "findProduct" | "findPurchase" | "findReview" | "saveReview" | "now" | "digest">;

const mostCharacters = 5000;

export const writeProductReview = customerTool({
  name: "write_product_review",
  title: "Write a review",
  description:
    "Publish the signed-in customer's own review of a product they bought and received. One review per product: a second call fails with already_reviewed unless update=true. Write only what the user said.",
  scope: "shop:reviews",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: () =>
    z.strictObject({
      product_id: productId("Product the customer bought."),
      rating: z.int().min(1).max(5).describe("Stars."),
      review_text: z.string().min(1).max(mostCharacters).describe("The customer's words."),
      title: z.string().min(1).max(120).optional().describe("Optional headline."),
      update: z.boolean().default(false).describe("Replace the customer's earlier review."),
    }),
  output: () =>
    z.object({
      review_id: z.string(),
      product_name: z.string(),
      rating: z.int(),
      verified_purchase: z.boolean(),
      message: z.string(),
    }),

  async handler(asked, needs: Needs) {
    const text = cleanText(asked.review_text);
    if (text === "")
      return reject("invalid_argument", "review_text must not be empty", { details: { path: "review_text" } });
    // Composing can make a text longer than it was sent.
    if (text.length > mostCharacters)
      return reject("invalid_argument", `review_text must have at most ${mostCharacters} characters`, {
        details: { path: "review_text" },
      });
    const title = asked.title === undefined ? undefined : cleanText(asked.title) || undefined;
    const { product_id, rating, update } = asked;
    return persist(() => attempt({ product_id, rating, update, text, title }, needs));
  },
});

interface Written {
  readonly product_id: string;
  readonly rating: number;
  readonly update: boolean;
  readonly text: string;
  readonly title: string | undefined;
}

async function attempt({ product_id, rating, update, text, title }: Written, needs: Needs) {
  const { customer, findProduct, findPurchase, findReview, saveReview, now } = needs;
  const product = await findProduct(product_id);
  if (!product) return reject("product_not_found", "Product not found");
  const { customerId } = customer;
  const reviewId = reviewIdOf(needs.digest, customerId, product_id);
  const replaces = await findReview(reviewId);
  if (replaces && !update) return alreadyReviewed(replaces);
  const purchase = await findPurchase(customerId, product_id);
  if (!purchase) return reject("not_purchased", `The customer has not bought ${product.name}`);

  const at = now().toISOString();
  const review: Review = {
    reviewId,
    productId: product_id,
    customerId,
    orderId: purchase.orderId,
    rating,
    title,
    text,
    verifiedPurchase: purchase.status === "delivered",
    createdAt: replaces?.createdAt ?? at,
    updatedAt: at,
  };
  const saved = await saveReview(review, { purchase, replaces });
  if (!saved.ok) return saved;
  const proven = await proveSince(review, needs);
  if (!proven.ok) return proven;
  return ok({
    review_id: reviewId,
    product_name: product.name,
    rating,
    verified_purchase: proven.value,
    message: "Review submitted successfully",
  });
}

/** Another order of the product may have been delivered while the review was being written: then that one proves it. */
async function proveSince(review: Review, { findPurchase, saveReview }: Needs): Promise<Outcome<boolean>> {
  if (review.verifiedPurchase) return ok(true);
  const purchase = await findPurchase(review.customerId, review.productId);
  if (purchase?.status !== "delivered") return ok(false);
  const proven = { ...review, orderId: purchase.orderId, verifiedPurchase: true };
  const saved = await saveReview(proven, { purchase, replaces: review });
  return saved.ok ? ok(true) : saved;
}

/** One id for each customer and product, so that there cannot be two reviews. */
export const reviewIdOf = (digest: Ports["digest"], customerId: string, productId: string): string =>
  derivedId("rev", digest, [customerId, productId]);

export const alreadyReviewed = ({ reviewId }: Pick<Review, "reviewId">): Outcome<never> =>
  reject("already_reviewed", "The customer has already reviewed this product", {
    details: { review_id: reviewId },
    also: { review_id: reviewId },
  });
