import { createHash } from "node:crypto";
import type { Order } from "@shop/core";
import { describe, expect, it } from "vitest";
import {
  customers,
  isInWindow,
  must,
  orderOf,
  orders,
  productOf,
  returns,
  reviews,
  sum,
  unique,
  windowMs,
} from "./shop-test-support.ts";

describe("orders", () => {
  it("are in every state, some delivered long ago, some of several lines", () => {
    expect(new Set(orders.map(({ status }) => status))).toEqual(
      new Set(["placed", "processing", "shipped", "delivered", "cancelled"]),
    );
    expect(orders.some((order) => order.status === "delivered" && !isInWindow(order))).toBe(true);
    expect(orders.filter(({ lines }) => lines.length > 1).length).toBeGreaterThan(5);
  });

  it("cost what their lines cost", () => {
    for (const order of orders)
      expect(order.totalMinor).toBe(
        order.lines.reduce((total, line) => total + line.unitPriceMinor * BigInt(line.quantity), 0n),
      );
  });

  it("name products that were in the shop and customers that exist", () => {
    for (const order of orders) {
      expect(order.orderId).toMatch(/^ord-[0-9a-f]{10,}$/);
      const customer = must(customers.find(({ customerId }) => customerId === order.customerId));
      expect(customer.paymentMethods).toContainEqual(order.paymentMethod);
      expect(unique(order.lines.map(({ lineId }) => lineId))).toBe(true);
      for (const line of order.lines) {
        const product = productOf(line.productId);
        expect(line).toMatchObject({ productName: product.name, category: product.category });
        expect(product.createdAt < order.createdAt, `${product.name} ${order.createdAt}`).toBe(true);
      }
    }
  });

  it("show other prices than today's where the price has changed since", () => {
    const changed = orders.flatMap(({ lines }) =>
      lines.filter((line) => line.unitPriceMinor !== productOf(line.productId).priceMinor),
    );
    expect(changed.length).toBeGreaterThan(2);
  });

  it("have a history from placed to their state, in order, with somebody behind every step", () => {
    for (const order of orders) {
      expect(order.history[0]).toMatchObject({ at: order.createdAt, to: "placed" });
      expect(order.history.at(-1)?.to).toBe(order.status);
      for (const [index, event] of order.history.entries()) {
        expect(event.by.id && event.by.tool && event.by.requestId).toBeTruthy();
        if (index === 0) continue;
        expect(event.from).toBe(order.history[index - 1]?.to);
        expect(event.at > must(order.history[index - 1]).at).toBe(true);
      }
      expect(order.deliveredAt).toBe(order.history.find(({ to }) => to === "delivered")?.at);
      expect(order.version).toBe(order.history.length + sum(returnsOf(order).map(({ version }) => version)));
    }
  });
});

const returnsOf = (order: Order) => returns.filter(({ orderId }) => orderId === order.orderId);

describe("returns", () => {
  it("are in all seven states", () => {
    expect(new Set(returns.map(({ status }) => status)).size).toBe(7);
  });

  it("are of delivered orders, asked for within the window", () => {
    for (const made of returns) {
      const order = orderOf(made.orderId);
      expect(order).toMatchObject({ status: "delivered", customerId: made.customerId, currency: made.currency });
      const waitedMs = Date.parse(made.createdAt) - Date.parse(must(order.deliveredAt));
      expect(waitedMs).toBeGreaterThan(0);
      expect(waitedMs).toBeLessThan(windowMs);
      expect(made.history.at(-1)?.to).toBe(made.status);
      expect(made.history.map(({ at }) => at)).toEqual(made.history.map(({ at }) => at).toSorted());
      expect(made.version).toBe(made.history.length);
    }
  });

  it("refund what the units cost on the order", () => {
    for (const made of returns) {
      const order = orderOf(made.orderId);
      for (const item of made.items) {
        const line = must(order.lines.find(({ lineId }) => lineId === item.lineId));
        expect(item).toMatchObject({ productId: line.productId, unitPriceMinor: line.unitPriceMinor });
      }
      expect(made.refundMinor).toBe(
        made.items.reduce((total, item) => total + item.unitPriceMinor * BigInt(item.quantity), 0n),
      );
    }
  });

  it("are counted on their orders' lines, never beyond what was bought, and not when given back", () => {
    for (const order of orders) {
      const made = returnsOf(order);
      expect(order.returns).toEqual(
        made.map(({ returnId, status, items, createdAt }) => ({
          returnId,
          status,
          items: items.map(({ productId, quantity }) => ({ productId, quantity })),
          createdAt,
        })),
      );
      const counted = made.filter(({ status }) => status !== "rejected" && status !== "cancelled");
      for (const line of order.lines) {
        const units = counted.flatMap(({ items }) => items).filter(({ lineId }) => lineId === line.lineId);
        expect(line.returnedQuantity).toBe(sum(units.map(({ quantity }) => quantity)));
        expect(line.returnedQuantity).toBeLessThanOrEqual(line.quantity);
      }
    }
  });
});

describe("reviews", () => {
  it("are one per customer and product, under the id the core derives", () => {
    for (const { reviewId, customerId, productId } of reviews) {
      const digest = createHash("sha256")
        .update(JSON.stringify([customerId, productId]))
        .digest("hex");
      expect(reviewId).toBe(`rev-${digest.slice(0, 20)}`);
    }
  });

  it("are of products their customer bought, verified exactly when delivered", () => {
    for (const review of reviews) {
      const order = orderOf(review.orderId);
      expect(order.customerId).toBe(review.customerId);
      expect(order.status).not.toBe("cancelled");
      expect(order.lines.map(({ productId }) => productId)).toContain(review.productId);
      expect(review.verifiedPurchase).toBe(order.status === "delivered");
      expect(review.createdAt > (order.deliveredAt ?? order.createdAt)).toBe(true);
      expect([1, 2, 3, 4, 5]).toContain(review.rating);
    }
  });

  it("leave the laptop for cust-001 to review", () => {
    const theirs = reviews.filter(({ customerId }) => customerId === "cust-001").map(({ productId }) => productId);
    expect(theirs).not.toContain("prod-e9075764");
  });
});
