import { describe, expect, it } from "vitest";
import type { OrderQuery } from "../ports.ts";
import { accepted, ada, agentOn, openSeal, policy, refused, someLine, someOrder } from "../test-support.ts";
import { getOrderHistory } from "./get-order-history.ts";
import type { Order } from "./order.ts";

type Needs = Parameters<typeof getOrderHistory.call>[1];

/** A customer's orders, newest first, as a store would list them. */
function history(orders: readonly Order[], more: Partial<Needs> = {}) {
  const queries: OrderQuery[] = [];
  const needs: Needs = {
    customer: ada,
    agent: agentOn("mcp"),
    listOrders: async (query) => {
      queries.push(query);
      const start = orders.findIndex(({ orderId }) => orderId === query.after?.orderId) + 1;
      return { entries: orders.slice(start, start + query.limit), more: orders.length > start + query.limit };
    },
    returnPolicy: policy,
    now: () => new Date("2026-06-02T12:00:00.000Z"),
    ...openSeal,
    ...more,
  };
  return { needs, queries };
}

const many = (count: number, more: Partial<Order> = {}) =>
  Array.from({ length: count }, (_, index) => someOrder({ orderId: `ord-${index + 1}`, ...more }));

describe("a customer's order history", () => {
  it("asks for the caller's own orders only, filtered as told", async () => {
    const { needs, queries } = history([]);
    await getOrderHistory.call({ status: "shipped", since: "2026-05-01", limit: 3 }, needs);
    expect(queries).toEqual([
      { customerId: "cust-001", status: "shipped", since: "2026-05-01", limit: 3, after: undefined },
    ]);
    expect(refused(await getOrderHistory.call({ customer_id: "cust-002" }, needs)).message).toMatch(
      /^Unknown argument/,
    );
  });

  it("is empty for a new customer, without a cursor", async () => {
    expect(accepted(await getOrderHistory.call({}, history([]).needs))).toEqual({ order_count: 0, orders: [] });
  });

  it("shows each order with what may still be done", async () => {
    const order = someOrder({ returns: [{ returnId: "ret-1", status: "requested", items: [], createdAt: "x" }] });
    const answer = accepted(await getOrderHistory.call({}, history([order]).needs));
    expect(answer.orders[0]).toEqual({
      order_id: "ord-1",
      status: "delivered",
      created_at: "2026-05-28T09:00:00Z",
      delivered_at: "2026-06-01T12:00:00Z",
      product_id: "prod-1",
      product_name: "Laptop",
      quantity: 3,
      total_price: 30,
      currency: "USD",
      returns: [{ return_id: "ret-1", status: "requested" }],
      allowed_actions: {
        return: { allowed: true, deadline: "2026-07-01T12:00:00Z" },
        exchange: { allowed: true },
        review: { allowed: true },
      },
    });
  });

  it("in detail tells the first line at the top, every line, and why something is not allowed", async () => {
    const lines = [someLine({ returnedQuantity: 1 }), someLine({ lineId: "l2", productId: "prod-2", quantity: 1 })];
    const { needs } = history([someOrder({ lines })]);
    const [order] = accepted(await getOrderHistory.call({ response_format: "detailed" }, needs)).orders;
    expect(order).toMatchObject({
      product_id: "prod-1",
      unit_price: 10,
      total_price: 30,
      total_minor: 3000,
      lines: [
        { line_id: "l1", product_id: "prod-1", quantity: 3, returned_quantity: 1, unit_price_minor: 1000 },
        { line_id: "l2", product_id: "prod-2", quantity: 1, returned_quantity: 0, unit_price: 10 },
      ],
      allowed_actions: {
        cancel: { allowed: false, code: "order_not_cancellable" },
        return: { allowed: true, max_quantity: 3 },
      },
    });
  });

  it.each(["concise", "detailed"])("shows neither address nor payment method, %s", async (response_format) => {
    const { needs } = history([someOrder()]);
    const text = JSON.stringify(await getOrderHistory.call({ response_format }, needs));
    for (const secret of ["High Street", "Leeds", "4242", "visa", "pm-1"]) expect(text).not.toContain(secret);
  });
});

describe("the pages of an order history", () => {
  async function walk(needs: Needs, args: Record<string, unknown>): Promise<string[][]> {
    const pages: string[][] = [];
    for (let cursor: string | null | undefined; ; ) {
      const answer = accepted(await getOrderHistory.call({ ...args, ...(cursor && { cursor }) }, needs));
      expect(answer.order_count).toBe(answer.orders.length);
      pages.push(answer.orders.map(({ order_id }) => order_id));
      cursor = answer.next_cursor;
      if (!cursor) return pages;
    }
  }

  it("hold every order once, in order, and the last has no cursor", async () => {
    const pages = await walk(history(many(7)).needs, { limit: 3 });
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(many(7).map(({ orderId }) => orderId));
    expect(await walk(history(many(6)).needs, { limit: 3 })).toHaveLength(2);
  });

  it("end early where orders are heavy, and go on with the first that was left out", async () => {
    const lines = Array.from({ length: 12 }, (_, index) =>
      someLine({ lineId: `l${index}`, productId: `prod-${index}`, productName: "long ".repeat(40) }),
    );
    const pages = await walk(history(many(9, { lines })).needs, { limit: 5 });
    expect(pages[0]?.length).toBeLessThan(5);
    expect(pages.flat()).toEqual(many(9).map(({ orderId }) => orderId));
  });

  it.each([
    [{ status: "placed" }, ada],
    [{ since: "2026-01-01" }, ada],
    [{}, { ...ada, customerId: "cust-002" }],
  ])("are not reached by a cursor of another list: %j", async (filters, customer) => {
    const { needs } = history(many(5));
    const { next_cursor: cursor } = accepted(await getOrderHistory.call({ limit: 2 }, needs));
    const listOrders = () => Promise.reject(new Error("listed"));
    const outcome = await getOrderHistory.call({ ...filters, cursor, limit: 2 }, { ...needs, customer, listOrders });
    expect(refused(outcome).code).toBe("invalid_cursor");
  });

  it("may change in size and detail on the way", async () => {
    const { needs } = history(many(5));
    const { next_cursor: cursor } = accepted(await getOrderHistory.call({ limit: 2 }, needs));
    const next = await getOrderHistory.call({ limit: 99, response_format: "detailed", cursor }, needs);
    expect(accepted(next).orders.map(({ order_id }) => order_id)).toEqual(["ord-3", "ord-4", "ord-5"]);
  });
});
