import { describe, expect, it } from "vitest";
import type { Order } from "../order/order.ts";
import { accepted, policy, refused, someLine, someOrder } from "../test-support.ts";
import { addDays, addMs } from "../time.ts";
import { type ReturnRequest, requestReturn } from "./request-return.ts";

const deliveredAt = "2026-06-01T12:00:00.000Z";

const ask = (order: Order, more: Partial<ReturnRequest> = {}) =>
  requestReturn(
    order,
    {
      returnId: "ret-1",
      reason: "Too small",
      refundTo: "original",
      requestHash: "h",
      by: { kind: "customer", id: "cust-001", tool: "initiate_return", requestId: "req-1" },
      at: "2026-06-02T12:00:00.000Z",
      ...more,
    },
    policy,
  );

const item = (productId: string, quantity: number) => ({ productId, quantity });

/** Two lines of one product at different prices, and one of another. */
const threeLines = someOrder({
  lines: [
    someLine({ lineId: "l1", productId: "prod-1", quantity: 2, unitPriceMinor: 1000n }),
    someLine({ lineId: "l2", productId: "prod-2", quantity: 1, unitPriceMinor: 550n }),
    someLine({ lineId: "l3", productId: "prod-1", quantity: 3, unitPriceMinor: 900n }),
  ],
});

describe("a return of a delivered order", () => {
  it("is of everything that is left, when nothing is named", () => {
    const order = someOrder({ lines: [someLine({ quantity: 3, returnedQuantity: 1 }), ...threeLines.lines.slice(1)] });
    const { request } = accepted(ask(order));
    expect(request.items.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
      ["l1", 2],
      ["l2", 1],
      ["l3", 3],
    ]);
    expect(request.refundMinor).toBe(2n * 1000n + 550n + 3n * 900n);
  });

  it("writes down the whole request", () => {
    expect(accepted(ask(someOrder(), { refundTo: "pm-1" })).request).toMatchObject({
      returnId: "ret-1",
      orderId: "ord-1",
      customerId: "cust-001",
      items: [{ lineId: "l1", productId: "prod-1", productName: "Laptop", quantity: 3, unitPriceMinor: 1000n }],
      reason: "Too small",
      status: "requested",
      refundTo: "pm-1",
      refundMinor: 3000n,
      currency: "USD",
      deadline: "2026-06-16T12:00:00.000Z",
      createdAt: "2026-06-02T12:00:00.000Z",
      history: [{ at: "2026-06-02T12:00:00.000Z", to: "requested", by: { id: "cust-001" } }],
      version: 1,
      requestHash: "h",
    });
  });

  it("leaves an order that counts the units, remembers the return and is one version on", () => {
    const before = structuredClone(threeLines);
    const { order } = accepted(ask(threeLines, { items: [item("prod-1", 3)] }));
    expect(order.lines.map(({ returnedQuantity }) => returnedQuantity)).toEqual([2, 0, 1]);
    expect(order.returns).toEqual([
      {
        returnId: "ret-1",
        status: "requested",
        items: [item("prod-1", 2), item("prod-1", 1)],
        createdAt: "2026-06-02T12:00:00.000Z",
      },
    ]);
    expect(order.version).toBe(before.version + 1);
    expect(threeLines).toEqual(before);
  });

  it("takes a product that stands on several lines from them in their order, each at its price", () => {
    const { request } = accepted(ask(threeLines, { items: [item("prod-1", 4)] }));
    expect(request.items.map(({ lineId, quantity }) => [lineId, quantity])).toEqual([
      ["l1", 2],
      ["l3", 2],
    ]);
    expect(request.refundMinor).toBe(2n * 1000n + 2n * 900n);
  });

  it("adds up a product that is named twice", () => {
    const twice = [item("prod-1", 3), item("prod-2", 1), item("prod-1", 2)];
    expect(accepted(ask(threeLines, { items: twice })).request.refundMinor).toBe(2000n + 2700n + 550n);
    expect(refused(ask(threeLines, { items: [item("prod-1", 3), item("prod-1", 3)] }))).toEqual({
      code: "nothing_left_to_return",
      message: "Only 5 of Laptop can still be returned",
      details: { product_id: "prod-1", max_quantity: 5 },
    });
  });
});

describe("a return is refused", () => {
  it.each(["placed", "processing", "shipped", "cancelled"] as const)("while the order is %s", (status) => {
    expect(refused(ask(someOrder({ status })))).toMatchObject({ code: "not_delivered", details: { status } });
  });

  it("for a product that is not on the order, naming those that are", () => {
    expect(refused(ask(threeLines, { items: [item("prod-1", 1), item("prod-9", 1)] }))).toEqual({
      code: "invalid_argument",
      message: "prod-9 is not on this order",
      details: { path: "items", allowed: ["prod-1", "prod-2"] },
    });
  });

  it("when it exists, in the guide's words, telling which it is and how far it has come", () => {
    const returns = [
      { returnId: "ret-0", status: "approved", items: [item("prod-1", 3)], createdAt: deliveredAt },
      { returnId: "ret-9", status: "cancelled", items: [item("prod-1", 3)], createdAt: deliveredAt },
    ] as const;
    const order = someOrder({ lines: [someLine({ returnedQuantity: 3 })], returns });
    const already = {
      code: "already_returned",
      message: "Return already exists",
      details: { return_id: "ret-0", status: "approved" },
      also: { message: "Return already exists", return_id: "ret-0", status: "approved" },
    };
    expect(refused(ask(order))).toEqual(already);
    expect(refused(ask(order, { items: [item("prod-1", 1)] }))).toEqual(already);
  });

  it("when it exists for the product that is named, though others could go back", () => {
    const lines = [someLine({ returnedQuantity: 3 }), someLine({ lineId: "l2", productId: "prod-2" })];
    const returns = [
      { returnId: "ret-1", status: "requested", items: [item("prod-1", 3)], createdAt: deliveredAt },
      { returnId: "ret-2", status: "requested", items: [item("prod-2", 1)], createdAt: deliveredAt },
    ] as const;
    expect(refused(ask(someOrder({ lines, returns }), { items: [item("prod-1", 1)] })).details).toEqual({
      return_id: "ret-1",
      status: "requested",
    });
  });

  it("after the window, from the first millisecond", () => {
    const end = addDays(deliveredAt, 30);
    expect(ask(someOrder(), { at: end }).ok).toBe(true);
    expect(refused(ask(someOrder(), { at: addMs(end, 1) }))).toMatchObject({
      code: "return_window_closed",
      details: { closed_at: end },
    });
  });
});

describe("where lines have different windows", () => {
  const clothing = someLine({ lineId: "l2", productId: "prod-2", category: "Clothing" });
  const order = someOrder({ lines: [someLine(), clothing] });
  const late = addDays(deliveredAt, 31);

  it("a return of everything takes what is still open", () => {
    expect(accepted(ask(order, { at: late })).request.items.map(({ productId }) => productId)).toEqual(["prod-2"]);
  });

  it("one that names a closed product is refused as a whole", () => {
    const items = [item("prod-1", 1), item("prod-2", 1)];
    expect(refused(ask(order, { at: late, items })).code).toBe("return_window_closed");
    expect(ask(order, { at: late, items: [item("prod-2", 1)] }).ok).toBe(true);
  });
});
