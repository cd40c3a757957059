import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requestReturn } from "../return/request-return.ts";
import { accepted, policy, refused, someLine, someOrder } from "../test-support.ts";
import { addDays, addMs } from "../time.ts";
import { allowedActions } from "./allowed-actions.ts";
import { type Order, type OrderStatus, orderStatuses } from "./order.ts";

const deliveredAt = "2026-06-01T12:00:00.000Z";
const dayAfter = new Date("2026-06-02T12:00:00.000Z");

describe("an order says what may be done with it", () => {
  const table: Record<OrderStatus, [cancel: string, back: string, review: string]> = {
    placed: ["allowed", "not_delivered", "allowed"],
    processing: ["allowed", "not_delivered", "allowed"],
    shipped: ["order_not_cancellable", "not_delivered", "allowed"],
    delivered: ["order_not_cancellable", "allowed", "allowed"],
    cancelled: ["order_not_cancellable", "not_delivered", "not_purchased"],
  };

  it.each(orderStatuses)("when it is %s", (status) => {
    const order = someOrder({ status, deliveredAt: status === "delivered" ? deliveredAt : undefined });
    const actions = allowedActions(order, policy, dayAfter);
    const [cancel, back, review] = table[status];
    expect({
      cancel: actions.cancel.code ?? "allowed",
      back: actions.return.code ?? "allowed",
      exchange: actions.exchange.code ?? "allowed",
      review: actions.review.code ?? "allowed",
      changeAddress: actions.changeAddress.code ?? "allowed",
    }).toEqual({ cancel, back, exchange: back, review, changeAddress: cancel });
  });

  it("with a code and a reason exactly where it is not allowed", () => {
    for (const status of orderStatuses)
      for (const action of Object.values(allowedActions(someOrder({ status }), policy, dayAfter)))
        expect([action.allowed, action.code === undefined, action.reason === undefined]).toEqual(
          Array(3).fill(action.allowed),
        );
  });
});

describe("a delivered order may be returned", () => {
  const backOf = (order: Order, at: string) => allowedActions(order, policy, new Date(at)).return;

  it("until the last millisecond of its window, and not one longer", () => {
    const end = "2026-07-01T12:00:00.000Z";
    expect(backOf(someOrder(), end)).toEqual({ allowed: true, deadline: end, maxQuantity: 3 });
    expect(backOf(someOrder(), addMs(end, 1))).toMatchObject({ allowed: false, code: "return_window_closed" });
  });

  it("within the window of its category", () => {
    const clothing = someOrder({ lines: [someLine({ category: "Clothing" })] });
    const end = addDays(deliveredAt, 60);
    expect(backOf(clothing, end)).toMatchObject({ allowed: true, deadline: end });
    expect(backOf(clothing, addMs(end, 1))).toMatchObject({ code: "return_window_closed" });
    const never = { ...policy, windowDaysByCategory: { Clothing: 0 } };
    expect(allowedActions(clothing, never, dayAfter).return).toMatchObject({ code: "return_window_closed" });
  });

  it("as far as its lines are open: the latest deadline, and the units that are left on those", () => {
    const mixed = someOrder({
      lines: [
        someLine({ lineId: "l1", quantity: 5, returnedQuantity: 1 }),
        someLine({ lineId: "l2", productId: "prod-2", category: "Clothing", quantity: 3, returnedQuantity: 1 }),
        someLine({ lineId: "l3", productId: "prod-3", quantity: 2, returnedQuantity: 2 }),
      ],
    });
    expect(backOf(mixed, deliveredAt)).toEqual({
      allowed: true,
      deadline: addDays(deliveredAt, 60),
      maxQuantity: 6,
    });
    expect(backOf(mixed, addDays(deliveredAt, 31))).toMatchObject({ maxQuantity: 2 });
  });

  it("unless everything on it is in a return", () => {
    const order = someOrder({ lines: [someLine({ quantity: 2, returnedQuantity: 2 })] });
    expect(backOf(order, deliveredAt)).toMatchObject({ allowed: false, code: "already_returned" });
  });
});

describe("what an order says about returning", () => {
  const by = { kind: "customer", id: "cust-001", tool: "initiate_return", requestId: "req-1" } as const;
  const askAll = (order: Order, at: string) =>
    requestReturn(order, { returnId: "ret-1", reason: "x", refundTo: "original", requestHash: "h", by, at }, policy);

  const line = fc
    .record({
      category: fc.constantFrom("Clothing", "Electronics"),
      quantity: fc.integer({ min: 1, max: 5 }),
      returned: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ category, quantity, returned }) => ({
      category,
      quantity,
      returnedQuantity: Math.min(quantity, returned),
    }));
  const orders = fc
    .record({
      status: fc.oneof({ weight: 5, arbitrary: fc.constant("delivered" as const) }, fc.constantFrom(...orderStatuses)),
      lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    })
    .map(({ status, lines }) => {
      const made = lines.map((some, index) => someLine({ ...some, lineId: `l${index}`, productId: `prod-${index}` }));
      const items = made.map(({ productId, returnedQuantity: quantity }) => ({ productId, quantity }));
      return someOrder({
        status,
        lines: made,
        returns: [{ returnId: "ret-0", status: "requested", items, createdAt: deliveredAt }],
      });
    });
  const offsets = fc.oneof(
    fc.integer({ min: 0, max: 70 * 86_400_000 }),
    fc.constantFrom(...[30, 60].flatMap((days) => [-1, 0, 1].map((ms) => days * 86_400_000 + ms))),
  );

  it("is what trying to return it answers: the same verdict, the same code, the same number of units", () => {
    fc.assert(
      fc.property(orders, offsets, (order, offset) => {
        const at = addMs(deliveredAt, offset);
        const told = allowedActions(order, policy, new Date(at)).return;
        const tried = askAll(order, at);
        expect(tried.ok).toBe(told.allowed);
        if (!tried.ok) expect(refused(tried).code).toBe(told.code);
        else
          expect(accepted(tried).request.items.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(told.maxQuantity);
      }),
      { numRuns: 2000 },
    );
  });
});

it("allows no exchange where nothing comes in other variants", () => {
  const order = someOrder({ lines: [someLine({ groupId: undefined })] });
  const actions = allowedActions(order, policy, new Date("2026-06-02T00:00:00Z"));
  expect(actions.return.allowed).toBe(true);
  expect(actions.exchange).toMatchObject({ allowed: false, code: "product_unavailable" });
});
