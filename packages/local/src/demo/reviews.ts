import type { Order, Review } from "@shop/core";
import { customerIdOf } from "./customers.ts";
import { reviewIdOf, spread } from "./ids.ts";
import { getProduct } from "./orders.ts";
import type { DemoProduct } from "./products.ts";
import { reviewsOfCustomers1To5 } from "./reviews-of-customers-1-to-5.ts";
import { reviewsOfCustomers6To10 } from "./reviews-of-customers-6-to-10.ts";
import { dayMs } from "./time.ts";

/** The reviews, each proven by an order of its customer: a delivered one where there is one, never a cancelled one. */
export const demoReviews = (
  orders: readonly Order[],
  products: ReadonlyMap<string, DemoProduct>,
  now: Date,
): readonly Review[] =>
  [...reviewsOfCustomers1To5, ...reviewsOfCustomers6To10].map(([customer, key, rating, title, text]) => {
    const customerId = customerIdOf(customer);
    const { productId } = getProduct(products, key).product;
    const order = findPurchase(orders, customerId, productId);
    if (!order) throw new Error(`${customerId} has not bought ${key}`);
    const reviewId = reviewIdOf(customerId, productId);
    const at = writtenAt(order, reviewId, now);
    return {
      reviewId,
      productId,
      customerId,
      orderId: order.orderId,
      rating,
      title,
      text,
      verifiedPurchase: order.status === "delivered",
      createdAt: at,
      updatedAt: at,
    };
  });

function findPurchase(orders: readonly Order[], customerId: string, productId: string): Order | undefined {
  const bought = orders.filter(
    (order) =>
      order.customerId === customerId &&
      order.status !== "cancelled" &&
      order.lines.some((line) => line.productId === productId),
  );
  return bought.find(({ status }) => status === "delivered") ?? bought[0];
}

/** One to fourteen days after the parcel came (or the order was placed), but never in the future. */
function writtenAt({ deliveredAt, createdAt }: Order, reviewId: string, now: Date): string {
  const from = new Date(deliveredAt ?? createdAt).getTime();
  const wait = (1 + spread(reviewId, 13)) * dayMs;
  return new Date(from + Math.min(wait, (now.getTime() - from) / 2)).toISOString();
}
