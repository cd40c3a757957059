import type { Customer } from "./customer/customer.ts";
import type { Order, OrderLine } from "./order/order.ts";
import type { Outcome } from "./outcome.ts";
import type { CursorSeal } from "./page.ts";
import type { Product } from "./product/product.ts";
import type { Rejection } from "./rejection.ts";
import type { ReturnPolicy } from "./return/return-policy.ts";
import type { Agent } from "./tool.ts";

// Valid examples for the tests of this package: each takes what the test is about, and nothing else need be said.

export const ada: Customer = {
  customerId: "cust-001",
  email: "ada@example.com",
  shippingAddress: { street: "1 High Street", city: "Leeds", country: "GB" },
  paymentMethods: [
    { paymentMethodId: "pm-1", type: "card", brand: "visa", lastFour: "4242" },
    { paymentMethodId: "pm-2", type: "card" },
  ],
};

export const agentOn = (channel: Agent["channel"]): Agent => ({ clientId: "client-1", requestId: "req-1", channel });

export const someProduct = (more: Partial<Product> = {}): Product => ({
  productId: "prod-1",
  name: "Laptop",
  description: "A light laptop",
  category: "Electronics",
  priceMinor: 98_926n,
  currency: "USD",
  stockQuantity: 10,
  status: "active",
  imageUrls: [],
  ratingSum: 0,
  ratingCount: 0,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  ...more,
});

export const someLine = (more: Partial<OrderLine> = {}): OrderLine => ({
  lineId: "l1",
  productId: "prod-1",
  productName: "Laptop",
  category: "Electronics",
  groupId: "laptops",
  quantity: 3,
  returnedQuantity: 0,
  unitPriceMinor: 1000n,
  ...more,
});

/** Delivered on 1 June 2026. */
export const someOrder = (more: Partial<Order> = {}): Order => ({
  orderId: "ord-1",
  customerId: "cust-001",
  status: "delivered",
  lines: [someLine()],
  currency: "USD",
  totalMinor: 3000n,
  shippingAddress: { street: "1 High Street", city: "Leeds", country: "GB" },
  paymentMethod: { paymentMethodId: "pm-1", type: "card", brand: "visa", lastFour: "4242" },
  createdAt: "2026-05-28T09:00:00.000Z",
  deliveredAt: "2026-06-01T12:00:00.000Z",
  history: [],
  returns: [],
  version: 4,
  ...more,
});

/** 30 days, and 60 for clothing. */
export const policy: ReturnPolicy = { windowDays: 30, windowDaysByCategory: { Clothing: 60 } };

const mask = (1n << 128n) - 1n;

/** FNV-1a, 128 bits, in hex: enough to tell texts apart, without leaving the language. */
export const digest = (text: string): string =>
  [...text]
    .reduce(
      (hash, character) => ((hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x1000000000000000000013bn) & mask,
      0x6c62272e07bb014262b821756295c58dn,
    )
    .toString(16)
    .padStart(32, "0");

/** A seal that everybody can read: what matters here is which scope a cursor was made for. */
export const openSeal: CursorSeal = {
  sealCursor: async (position, scope) => JSON.stringify([position, scope]),
  openCursor: async (text, scope) => {
    const [position, sealedFor] = JSON.parse(text);
    return sealedFor === scope ? position : undefined;
  },
};

/** The value of an outcome that the test expects to be one. */
export const accepted = <Value>(outcome: Outcome<Value>): Value => (outcome as { value: Value }).value;

/** The refusal of an outcome that the test expects to be one. */
export const refused = (outcome: Outcome<unknown>): Rejection => (outcome as { rejection: Rejection }).rejection;
