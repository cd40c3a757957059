import type { Change } from "./change.ts";
import type { Minor } from "./money.ts";
import type { Order, OrderStatus } from "./order/order.ts";
import type { Outcome } from "./outcome.ts";
import type { CursorSeal, Page } from "./page.ts";
import type { CatalogueHits, CatalogueQuery } from "./product/catalogue.ts";
import type { Product } from "./product/product.ts";
import type { Return } from "./return/return.ts";
import type { ReturnPolicy } from "./return/return-policy.ts";
import type { Review } from "./review/review.ts";
import type { Spending } from "./spending.ts";

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

/** Which of a product's reviews to list, newest first. */
export interface ReviewQuery {
  readonly productId: string;
  /** Only this many stars. */
  readonly rating?: number | undefined;
  readonly limit: number;
  readonly after?: ReviewPosition | undefined;
}

export interface ReviewPosition {
  readonly createdAt: string;
  readonly reviewId: string;
}

/** What a review rests on: the order as it was read, and the review it replaces, if any. */
export interface ReviewProof {
  readonly purchase: Order;
  readonly replaces?: Review | undefined;
}

export interface StockAdjustment {
  readonly productId: string;
  readonly add: number;
  readonly adjustmentId: string;
  readonly at: string;
}

/** What staff may change of a product. */
export type ProductChanges = Partial<
  Pick<
    Product,
    "name" | "description" | "category" | "brand" | "groupId" | "options" | "priceMinor" | "status" | "imageUrls"
  >
> & { readonly updatedAt: string };

/** What an order has to pass besides the stock, and what it leaves behind for the next one. */
export interface OrderGuards {
  readonly duplicate?: DuplicateGuard | undefined;
  readonly spend?: Spending | undefined;
  /** The single-use id of the person's yes. */
  readonly confirmationId?: string | undefined;
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
   * `product_unavailable`, `price_changed`, `insufficient_stock`, `possible_duplicate`, `spend_limit_exceeded`,
   * `idempotency_conflict` or `conflict_retry`.
   */
  saveOrder(order: Order, guards?: OrderGuards): Promise<Outcome<SavedOrder>>;

  findReview(reviewId: string): Promise<Review | undefined>;
  /**
   * Writes the review and moves the product's rating sum and count with it, while the order that proves the purchase is
   * still in the status it was read in. Refuses with `already_reviewed` or `conflict_retry` when another write came
   * between.
   */
  saveReview(review: Review, proof: ReviewProof): Promise<Outcome<Review>>;

  listReviews(query: ReviewQuery): Promise<Page<Review>>;

  /** Strongly consistent; those that do not exist are left out. */
  findReturns(returnIds: readonly string[]): Promise<readonly Return[]>;
  /**
   * Makes one change to the shop, all or nothing. Refuses with `conflict_retry` when an order or return is no longer at
   * the version before, and as `saveOrder` does when stock cannot be taken.
   */
  commit(change: Change): Promise<Outcome<true>>;

  /** Adds to or takes from a product's stock, once for each `adjustmentId`. Refuses as `saveOrder` does. */
  adjustStock(adjustment: StockAdjustment): Promise<Outcome<Product>>;
  /** Writes a product that does not exist yet. Refuses with `conflict_retry` when it does. */
  saveProduct(product: Product): Promise<Outcome<Product>>;
  /** Changes the named fields of a product, leaving stock and ratings alone. Refuses with `product_not_found`. */
  changeProduct(productId: string, changes: ProductChanges): Promise<Outcome<Product>>;

  readonly returnPolicy: ReturnPolicy;
  /** Ceiling per customer and day for orders placed through agents, in minor units; absent = none. */
  readonly dailySpendLimitMinor?: Minor | undefined;
  now(): Date;
  newId(prefix: "ord" | "ret" | "prod"): string;
  /** SHA-256 in hex: the same text always gives the same id. */
  digest(text: string): string;
}
