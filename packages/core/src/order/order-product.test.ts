import { describe, expect, it } from "vitest";
import { reject } from "../outcome.ts";
import type { DuplicateGuard } from "../ports.ts";
import { accepted, ada, agentOn, digest, refused, someProduct } from "../test-support.ts";
import type { Order } from "./order.ts";
import { orderProduct } from "./order-product.ts";

type Needs = Parameters<typeof orderProduct.call>[1];

/** A shop with one laptop for sale and a memory of what was ordered. */
function shop(more: Partial<Needs> = {}) {
  const orders = new Map<string, Order>();
  const guards: (DuplicateGuard | undefined)[] = [];
  let made = 0;
  const needs: Needs = {
    customer: ada,
    agent: agentOn("mcp"),
    findProduct: async () => someProduct(),
    findOrder: async (id) => orders.get(id),
    saveOrder: async (order, { duplicate } = {}) => {
      guards.push(duplicate);
      orders.set(order.orderId, order);
      return { ok: true, value: { order, replayed: false } };
    },
    now: () => new Date("2026-06-01T12:00:00.000Z"),
    newId: (prefix) => `${prefix}-new-${++made}`,
    digest,
    ...more,
  };
  return { needs, orders, guards };
}

const order = (needs: Needs, args: Record<string, unknown> = {}) =>
  orderProduct.call({ product_id: "prod-1", quantity: 2, ...args }, needs);

describe("ordering a product", () => {
  it("answers with the order in the guide's words, to the cent", async () => {
    expect(accepted(await order(shop().needs))).toEqual({
      order_id: "ord-new-1",
      product_name: "Laptop",
      quantity: 2,
      unit_price: 989.26,
      total_price: 1978.52,
      total_minor: 197_852,
      currency: "USD",
      status: "placed",
      estimated_delivery: "2026-06-06T12:00:00.000Z",
    });
  });

  it("orders one when no quantity is given, and takes a quantity written as text", async () => {
    expect(accepted(await orderProduct.call({ product_id: "prod-1" }, shop().needs)).quantity).toBe(1);
    expect(accepted(await order(shop().needs, { quantity: "3" })).quantity).toBe(3);
  });

  it.each([0, -1, 101, 1.5, "many"])("refuses a quantity of %j without a look at the product", async (quantity) => {
    const { needs } = shop({ findProduct: () => Promise.reject(new Error("looked")) });
    expect(refused(await order(needs, { quantity }))).toMatchObject({ details: { path: "quantity" } });
  });

  it("refuses a product that does not exist", async () => {
    const { needs } = shop({ findProduct: async () => undefined });
    expect(refused(await order(needs))).toMatchObject({ code: "product_not_found", message: "Product not found" });
  });

  it("passes on why an order could not be saved", async () => {
    const { needs } = shop({ saveOrder: async () => reject("insufficient_stock", "Only 1 of Laptop left") });
    expect(refused(await order(needs))).toEqual({ code: "insufficient_stock", message: "Only 1 of Laptop left" });
  });

  it("writes down who ordered, through which program and which tool", async () => {
    const { needs, orders } = shop();
    await order(needs);
    expect(orders.get("ord-new-1")?.history).toEqual([
      {
        at: "2026-06-01T12:00:00.000Z",
        to: "placed",
        by: { kind: "customer", id: "cust-001", clientId: "client-1", tool: "order_product", requestId: "req-1" },
      },
    ]);
  });
});

describe("an idempotency key", () => {
  const key = { idempotency_key: "k-1" };

  it("makes the id, so that a retry is answered with the first order and places no second", async () => {
    const { needs, orders } = shop();
    const first = accepted(await order(needs, key));
    const second = accepted(await order(needs, key));
    expect(second).toEqual({ ...first, replayed: true });
    expect(first).not.toHaveProperty("replayed");
    expect(orders.size).toBe(1);
  });

  it("is answered before the product is looked up, which may be gone or cost more by then", async () => {
    const { needs } = shop();
    const first = accepted(await order(needs, key));
    const findProduct = () => Promise.reject(new Error("looked"));
    const saveOrder = () => Promise.reject(new Error("saved"));
    const again = await order({ ...needs, findProduct, saveOrder }, { ...key, expected_unit_price: 1 });
    expect(accepted(again).order_id).toBe(first.order_id);
  });

  it.each([{ quantity: 3 }, { product_id: "prod-2" }])("with other arguments is a conflict: %j", async (other) => {
    const { needs, orders } = shop();
    const first = accepted(await order(needs, key));
    expect(refused(await order(needs, { ...key, ...other }))).toMatchObject({
      code: "idempotency_conflict",
      details: { order_id: first.order_id },
    });
    expect(orders.size).toBe(1);
  });

  it("with other arguments is a conflict too when both calls are under way at once", async () => {
    const { needs } = shop();
    const winner = accepted(await order(needs, { ...key, quantity: 1 })).order_id;
    const saved = await needs.findOrder(winner);
    const late = {
      ...needs,
      findOrder: async () => undefined,
      saveOrder: async () => ({ ok: true as const, value: { order: saved as Order, replayed: true } }),
    };
    expect(refused(await order(late, { ...key, quantity: 2 }))).toMatchObject({ code: "idempotency_conflict" });
    expect(accepted(await order(late, { ...key, quantity: 1 }))).toMatchObject({ replayed: true, order_id: winner });
  });

  it("belongs to one customer: another's same key is another order", async () => {
    const { needs, orders } = shop();
    await order(needs, key);
    const other = await order({ ...needs, customer: { ...ada, customerId: "cust-002" } }, key);
    expect(accepted(other)).not.toHaveProperty("replayed");
    expect(orders.size).toBe(2);
  });

  it("does not mix up customers and keys that read the same when put together", async () => {
    const { needs, orders } = shop();
    await order({ ...needs, customer: { ...ada, customerId: "cust-1" } }, { idempotency_key: "1k" });
    await order({ ...needs, customer: { ...ada, customerId: "cust-11" } }, { idempotency_key: "k" });
    expect(orders.size).toBe(2);
  });
});

describe("a duplicate", () => {
  it("is guarded against for two minutes over MCP without a key", async () => {
    const { needs, guards } = shop();
    await order(needs);
    expect(guards).toEqual([
      { fingerprint: expect.any(String), expiresAt: "2026-06-01T12:02:00.000Z", allowed: false },
    ]);
  });

  it("is one of the same customer, product and quantity", async () => {
    const { needs, guards } = shop();
    await order(needs);
    await order(needs);
    await order(needs, { quantity: 3 });
    await order(needs, { product_id: "prod-2" });
    await order({ ...needs, customer: { ...ada, customerId: "cust-002" } });
    const [first, second, ...others] = guards.map((guard) => guard?.fingerprint);
    expect(second).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  });

  it("passes when the user wants it, and renews the guard", async () => {
    const { needs, guards } = shop();
    await order(needs, { allow_duplicate: true });
    expect(guards[0]).toMatchObject({ allowed: true });
  });

  it("is not guarded against with a key, nor over REST", async () => {
    const { needs, guards } = shop();
    await order(needs, { idempotency_key: "k-1" });
    await order({ ...needs, agent: agentOn("rest") });
    expect(guards).toEqual([undefined, undefined]);
  });
});

describe("the price that the user was shown", () => {
  it("is the condition of the sale", async () => {
    expect((await order(shop().needs, { expected_unit_price: 989.26 })).ok).toBe(true);
    expect((await order(shop().needs, { expected_unit_price: "989.26" })).ok).toBe(true);
    for (const shown of [989.25, 989.27, 989.264, 989.2600001, 989, 0]) {
      const { needs, orders } = shop();
      expect(refused(await order(needs, { expected_unit_price: shown })).code).toBe("price_changed");
      expect(orders.size).toBe(0);
    }
  });

  it("is read in the currency of the product", async () => {
    const inYen = shop({ findProduct: async () => someProduct({ currency: "JPY", priceMinor: 1500n }) });
    expect(accepted(await order(inYen.needs, { expected_unit_price: 1500 }))).toMatchObject({
      unit_price: 1500,
      total_price: 3000,
      total_minor: 3000,
    });
  });
});
