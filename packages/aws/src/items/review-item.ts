import { lazily, type Review } from "@shop/core";
import * as z from "zod";

/** An item of the reviews table. */
export const reviewItem = lazily(() =>
  z.object({
    review_id: z.string(),
    product_id: z.string(),
    customer_id: z.string(),
    order_id: z.string(),
    rating: z.int().min(1).max(5),
    title: z.string().optional(),
    review_text: z.string(),
    verified_purchase: z.boolean(),
    created_at: z.string(),
    updated_at: z.string(),
  }),
);

export const toReview = (item: unknown): Review => {
  const review = reviewItem().parse(item);
  return {
    reviewId: review.review_id,
    productId: review.product_id,
    customerId: review.customer_id,
    orderId: review.order_id,
    rating: review.rating,
    title: review.title,
    text: review.review_text,
    verifiedPurchase: review.verified_purchase,
    createdAt: review.created_at,
    updatedAt: review.updated_at,
  };
};

export const toReviewItem = (review: Review) => ({
  review_id: review.reviewId,
  product_id: review.productId,
  customer_id: review.customerId,
  order_id: review.orderId,
  rating: review.rating,
  title: review.title,
  review_text: review.text,
  verified_purchase: review.verifiedPurchase,
  created_at: review.createdAt,
  updated_at: review.updatedAt,
});
