import { customerItem, productItem, reviewItem, toProduct, toReview } from "@shop/aws";
import type { Order, Product, Review } from "@shop/core";
import { reviewIdOf } from "./demo/ids.ts";
import { checkId, type Fields, isWellFormed, type Report, readCurrency, withMinor } from "./import-shop-fields.ts";

/** What a record may be filled in from: the instant of the import and what its files hold. */
export interface Context {
  readonly now: string;
  readonly products: ReadonlyMap<string, Product>;
  readonly orders: ReadonlyMap<string, Order>;
}

/** `feed` is where the change feed finds the product: worked out anew, as the ratings are. */
export function readProduct(fields: Fields, { now }: Context, report: Report): Product | undefined {
  const { feed: _feed, ...given } = withMinor(fields, "price", readCurrency(fields, report), report);
  const product = { created_at: now, ...given, updated_at: now };
  checkId(product, "product_id", "prod", report);
  const parsed = productItem.strict().safeParse(product);
  return isWellFormed(parsed, report) ? toProduct(product) : undefined;
}

/** A customer's item: it keeps things, such as its account, that the core's customer does not know. */
export type CustomerItem = Fields & { readonly customer_id: string; readonly cognito_sub?: string | undefined };

export function readCustomer(fields: Fields, { now }: Context, report: Report): CustomerItem | undefined {
  const email = typeof fields["email"] === "string" ? fields["email"].trim().toLowerCase() : undefined;
  const customer = { payment_methods: [], created_at: now, ...fields, email };
  if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) report(`email: ${email} is not an address`);
  const parsed = customerItem().strict().safeParse(customer);
  return isWellFormed(parsed, report) && parsed.success
    ? { ...customer, customer_id: parsed.data.customer_id, cognito_sub: parsed.data.cognito_sub }
    : undefined;
}

/** Whatever id it came with, a review gets the derived one: only so a customer can have no second of the product. */
export function readReview(fields: Fields, { now, orders }: Context, report: Report): Review | undefined {
  const order = orders.get(String(fields["order_id"]));
  const created = fields["created_at"] ?? now;
  const review = {
    verified_purchase: false,
    updated_at: created,
    ...fields,
    created_at: created,
    review_id: reviewIdOf(String(fields["customer_id"]), String(fields["product_id"])),
    ...(order && { verified_purchase: order.status === "delivered" }),
  };
  checkId(review, "product_id", "prod", report);
  checkId(review, "order_id", "ord", report);
  if (order) checkPurchase(order, fields, report);
  return isWellFormed(reviewItem().strict().safeParse(review), report) ? toReview(review) : undefined;
}

function checkPurchase(order: Order, { customer_id, product_id }: Fields, report: Report): void {
  if (order.customerId !== customer_id) report(`order_id: ${order.orderId} is of ${order.customerId}`);
  else if (order.status === "cancelled") report(`order_id: ${order.orderId} was cancelled`);
  else if (!order.lines.some(({ productId }) => productId === product_id))
    report(`order_id: ${String(product_id)} is not on ${order.orderId}`);
}
