import type { Order, OrderStatus } from "./order/order.ts";
import type { Outcome } from "./outcome.ts";
import type { CursorSeal, Page } from "./page.ts";
import type { CatalogueHits, CatalogueQuery } from "./product/catalogue.ts";
import type { Product } from "./product/product.ts";
import type { Return } from "./return/return.ts";
import type { ReturnPolicy } from "./return/return-policy.ts";
import type { Review } from "./review/review.ts";

/** Which of a customer's orders to list, newest first. */
export interface OrderQuery {
  readonly customerId: string;
  readonly status?: OrderStatus | undefined;
  /** ISO 8601: only orders created then or later. */
  readonly since?: string | undefined;
  readonly limit: number;
  readonly after?: OrderPosition | undefined;
}

export interface OrderPosition {
  readonly createdAt: string;
  readonly orderId: string;
}

/** How saving an order ended: as a new one, or as the one that the same key saved before. */
export interface SavedOrder {
  readonly order: Order;
  readonly replayed: boolean;
}

/** Refuses a second order of the same thing until `expiresAt`, when the caller gave no idempotency key. */
export interface DuplicateGuard {
  readonly fingerprint: string;
  readonly expiresAt: string;
  /** True when the user asked for a second one: the guard is renewed but does not refuse. */
  readonly allowed: boolean;
}

/** Everything the core asks of the outside world, one verb each. A tool names the verbs it needs. */
export interface Ports extends CursorSeal {
  /** The product as it is now, delisted ones too. Strongly consistent. */
  findProduct(productId: string): Promise<Product | undefined>;
  /** Products that can be bought, from the search replica: seconds old, no table read. */
  searchCatalogue(query: CatalogueQuery): Promise<Outcome<CatalogueHits>>;

  /** Strongly consistent. Whose it is, is for the caller to check. */
  findOrder(orderId: string): Promise<Order | undefined>;
  listOrders(query: OrderQuery): Promise<Page<Order>>;
  /** The order that best proves the customer bought the product: a delivered one first; never a cancelled one. */
  findPurchase(customerId: string, productId: string): Promise<Order | undefined>;
  /**
   * Takes the stock of every line and writes the order, all or nothing. Refuses with `product_not_found`,
   * `product_unavailable`, `price_changed`, `insufficient_stock`, `possible_duplicate`, `idempotency_conflict` or
   * `conflict_retry`.
   */
  saveOrder(order: Order, guard?: DuplicateGuard): Promise<Outcome<SavedOrder>>;

  findReview(reviewId: string): Promise<Review | undefined>;
  /**
   * Writes the review and moves the product's rating sum and count with it. `replaces` is the review it supersedes.
   * Refuses with `already_reviewed` or `conflict_retry` when another write came between.
   */
  saveReview(review: Review, replaces?: Review): Promise<Outcome<Review>>;

  findReturn(returnId: string): Promise<Return | undefined>;
  /** Writes the return and the order it changes, if the order is still at the version before. Else `conflict_retry`. */
  saveReturn(request: Return, order: Order): Promise<Outcome<Return>>;

  readonly returnPolicy: ReturnPolicy;
  now(): Date;
  newId(prefix: "ord" | "ret"): string;
  /** SHA-256 in hex: the same text always gives the same id. */
  digest(text: string): string;
}
