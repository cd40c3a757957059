import type { QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import {
  alreadyReviewed,
  type Outcome,
  ok,
  type Ports,
  type Review,
  type ReviewProof,
  type ReviewQuery,
  reject,
} from "@shop/core";
import type { Database } from "./database.ts";
import { toReview, toReviewItem } from "./items/review-item.ts";
import { type Refusal, type TransactItems, transact } from "./transact.ts";
import type { createTurns } from "./turns.ts";

export const reviewStore = (
  db: Database,
  inTurn: ReturnType<typeof createTurns>,
): Pick<Ports, "findReview" | "listReviews" | "saveReview"> => ({
  async findReview(reviewId) {
    const { Item } = await db.get({ TableName: db.tables.reviews, Key: { review_id: reviewId }, ConsistentRead: true });
    return Item && toReview(Item);
  },

  async listReviews(query) {
    const found = await queryReviews(db, query);
    return { entries: found.slice(0, query.limit), more: found.length > query.limit };
  },

  saveReview: (review, proof) => inTurn(review.productId, db.signal, () => saveReview(db, review, proof)),
});

/** One review more than asked for, if there is one. Looked for stars are filtered, so that the newest come first. */
async function queryReviews(db: Database, { productId, rating, limit, after }: ReviewQuery): Promise<Review[]> {
  const found: Review[] = [];
  let start: QueryCommandOutput["LastEvaluatedKey"] = after && {
    product_id: productId,
    created_at: after.createdAt,
    review_id: after.reviewId,
  };
  do {
    const { Items = [], LastEvaluatedKey } = await db.query({
      TableName: db.tables.reviews,
      IndexName: "product_id-created_at-index",
      KeyConditionExpression: "product_id = :product",
      ...(rating && { FilterExpression: "rating = :rating" }),
      ExpressionAttributeValues: { ":product": productId, ...(rating && { ":rating": rating }) },
      ScanIndexForward: false,
      Limit: rating ? 100 : limit + 1,
      ExclusiveStartKey: start,
    });
    found.push(...Items.map(toReview));
    start = LastEvaluatedKey;
  } while (start && found.length <= limit);
  return found;
}

/** The review, the proof that the customer bought the product, and the product's rating, in one transaction. */
async function saveReview(db: Database, review: Review, { purchase, replaces }: ReviewProof): Promise<Outcome<Review>> {
  const result = await transact(db, [
    putReview(db, review, replaces),
    {
      ConditionCheck: {
        TableName: db.tables.orders,
        Key: { order_id: review.orderId },
        ConditionExpression: "customer_id = :customer AND #status = :read",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":customer": review.customerId, ":read": purchase.status },
      },
    },
    countRating(db, review, replaces),
  ]);
  if (result.done) return ok(review);
  if (result.contended) return reject("conflict_retry", "Too many reviews of this product at this moment");

  const [taken, , product] = result.refusals;
  if (taken) return ownReview(taken.item, review, replaces);
  return product ? reject("product_not_found", "Product not found") : conflict;
}

const conflict = reject("conflict_retry", "The review was changed at the same moment");

/** Another review stands there: ours, if the first try's answer was lost, or an earlier one. */
function ownReview(item: Refusal["item"], review: Review, replaces: Review | undefined): Outcome<Review> {
  const existing = item && toReview(item);
  const same = existing?.updatedAt === review.updatedAt && existing.text === review.text;
  if (same && existing.rating === review.rating) return ok(existing);
  return replaces ? conflict : alreadyReviewed(review);
}

const putReview = (db: Database, review: Review, replaces: Review | undefined): TransactItems[number] => ({
  Put: {
    TableName: db.tables.reviews,
    Item: toReviewItem(review),
    ConditionExpression: replaces
      ? "updated_at = :read AND rating = :rated AND verified_purchase = :proven"
      : "attribute_not_exists(review_id)",
    ...(replaces && {
      ExpressionAttributeValues: {
        ":read": replaces.updatedAt,
        ":rated": replaces.rating,
        ":proven": replaces.verifiedPurchase,
      },
    }),
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
