import type { Customer } from "../customer/customer.ts";
import { type Minor, times, toMajor } from "../money.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Product } from "../product/product.ts";
import { addDays } from "../time.ts";
import type { Actor, Order, OrderLine } from "./order.ts";

/** Days from an order to its estimated delivery. */
export const deliveryDays = 5;

/** What an order needs besides the product. */
export interface Placement {
  readonly orderId: string;
  readonly customer: Customer;
  readonly by: Actor;
  readonly quantity: number;
  /** What the caller showed the user; absent = whatever it costs now. */
  readonly expectedUnitPrice?: { readonly amount: Minor; readonly exact: boolean } | undefined;
  readonly requestHash: string;
  /** ISO 8601. */
  readonly placedAt: string;
}

/** Decides whether the shop sells this product now, at which price, and writes the order down. */
export function placeOrder(product: Product, placement: Placement): Outcome<Order> {
  const refusal = refuseSale(product, placement);
  if (refusal) return refusal;

  const { orderId, customer, by, quantity, requestHash, placedAt } = placement;
  return ok({
    orderId,
    customerId: customer.customerId,
    status: "placed",
    lines: [lineOf(product, "l1", quantity)],
    currency: product.currency,
    totalMinor: times(product.priceMinor, quantity),
    shippingAddress: customer.shippingAddress,
    paymentMethod: customer.paymentMethods[0],
    createdAt: placedAt,
    estimatedDelivery: addDays(placedAt, deliveryDays),
    history: [{ at: placedAt, to: "placed", by }],
    returns: [],
    version: 1,
    requestHash,
  });
}

/** A line for units of a product, with its name, options and price as they are now. */
export const lineOf = (product: Product, lineId: string, quantity: number): OrderLine => ({
  lineId,
  productId: product.productId,
  productName: product.name,
  category: product.category,
  groupId: product.groupId,
  options: product.options,
  quantity,
  returnedQuantity: 0,
  unitPriceMinor: product.priceMinor,
});

/** Why a product cannot be sold in this quantity at this price now; `undefined` when it can. */
export function refuseSale(
  product: Product,
  { quantity, expectedUnitPrice }: Pick<Placement, "quantity" | "expectedUnitPrice">,
): Outcome<never> | undefined {
  if (product.status !== "active") return reject("product_unavailable", `${product.name} is no longer sold`);
  if (expectedUnitPrice && !(expectedUnitPrice.exact && expectedUnitPrice.amount === product.priceMinor))
    return priceChanged(product);
  if (product.stockQuantity < quantity) return insufficientStock(product);
  return undefined;
}

export const priceChanged = ({ name, priceMinor, currency }: Product): Outcome<never> =>
  reject("price_changed", `The price of ${name} has changed to ${toMajor(priceMinor, currency)} ${currency}`, {
    details: { unit_price: toMajor(priceMinor, currency), unit_price_minor: Number(priceMinor), currency },
  });

export const insufficientStock = ({ name, stockQuantity }: Product): Outcome<never> =>
  reject("insufficient_stock", stockQuantity === 0 ? `${name} is sold out` : `Only ${stockQuantity} of ${name} left`, {
    details: { available: stockQuantity },
  });
