/** One customer's opinion of one product. There is at most one for each pair. */
export interface Review {
  readonly reviewId: string;
  readonly productId: string;
  readonly customerId: string;
  /** The order that proves the purchase. */
  readonly orderId: string;
  /** Whole stars, 1 to 5. */
  readonly rating: number;
  readonly title?: string | undefined;
  readonly text: string;
  /** True once the proving order has been delivered. */
  readonly verifiedPurchase: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}
