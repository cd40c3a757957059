import { alreadyReviewed, type Outcome, ok, type Ports, type Review, reject } from "@shop/core";
import type { Database } from "./database.ts";
import { toReview, toReviewItem } from "./items/review-item.ts";
import { type TransactItems, transact } from "./transact.ts";
import type { createTurns } from "./turns.ts";

export const reviewStore = (
  db: Database,
  inTurn: ReturnType<typeof createTurns>,
): Pick<Ports, "findReview" | "saveReview"> => ({
  async findReview(reviewId) {
    const { Item } = await db.get({ TableName: db.tables.reviews, Key: { review_id: reviewId }, ConsistentRead: true });
    return Item && toReview(Item);
  },

  saveReview: (review, replaces) => inTurn(review.productId, db.signal, () => saveReview(db, review, replaces)),
});

/** The review, the proof that the customer bought the product, and the product's rating, in one transaction. */
async function saveReview(db: Database, review: Review, replaces: Review | undefined): Promise<Outcome<Review>> {
  const result = await transact(db, [
    putReview(db, review, replaces),
    {
      ConditionCheck: {
        TableName: db.tables.orders,
        Key: { order_id: review.orderId },
        ConditionExpression: "customer_id = :customer AND #status <> :cancelled",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":customer": review.customerId, ":cancelled": "cancelled" },
      },
    },
    countRating(db, review, replaces),
  ]);
  if (result.done) return ok(review);
  if (result.contended) return reject("conflict_retry", "Too many reviews of this product at this moment");

  const [taken, purchase, product] = result.refusals;
  if (taken) return replaces ? conflict : ownReview(taken.item, review);
  if (purchase) return reject("not_purchased", "The order that proves the purchase was cancelled");
  return product ? reject("product_not_found", "Product not found") : conflict;
}

const conflict = reject("conflict_retry", "The review was changed at the same moment");

/** Another review stands there: ours, if the first try's answer was lost, or an earlier one. */
function ownReview(item: Record<string, unknown> | undefined, review: Review): Outcome<Review> {
  const existing = item && toReview(item);
  const same = existing?.updatedAt === review.updatedAt && existing.text === review.text;
  return same && existing.rating === review.rating ? ok(existing) : alreadyReviewed(review);
}

const putReview = (db: Database, review: Review, replaces: Review | undefined): TransactItems[number] => ({
  Put: {
    TableName: db.tables.reviews,
    Item: toReviewItem(review),
    ConditionExpression: replaces ? "updated_at = :read AND rating = :rated" : "attribute_not_exists(review_id)",
    ...(replaces && { ExpressionAttributeValues: { ":read": replaces.updatedAt, ":rated": replaces.rating } }),
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  },
});

const countRating = (db: Database, review: Review, replaces: Review | undefined): TransactItems[number] => ({
  Update: {
    TableName: db.tables.products,
    Key: { product_id: review.productId },
    UpdateExpression: "SET updated_at = :at ADD rating_sum :sum, rating_count :count",
    ConditionExpression: "attribute_exists(product_id)",
    ExpressionAttributeValues: {
      ":at": review.updatedAt,
      ":sum": review.rating - (replaces?.rating ?? 0),
      ":count": replaces ? 0 : 1,
    },
  },
});
