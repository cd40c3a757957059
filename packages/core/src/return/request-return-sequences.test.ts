import fc from "fast-check";
import { expect, it } from "vitest";
import type { Order, OrderLine } from "../order/order.ts";
import { policy, someLine, someOrder } from "../test-support.ts";
import { type ReturnRequest, requestReturn } from "./request-return.ts";

type Items = NonNullable<ReturnRequest["items"]>;

const ask = (order: Order, items: Items | undefined) =>
  requestReturn(
    order,
    {
      returnId: "ret-1",
      reason: "x",
      items,
      refundTo: "original",
      requestHash: "h",
      by: { kind: "customer", id: "cust-001", tool: "initiate_return", requestId: "req-1" },
      at: "2026-06-02T12:00:00.000Z",
    },
    policy,
  );

const bought = someOrder({
  lines: [
    someLine({ lineId: "l1", productId: "prod-1", quantity: 2, unitPriceMinor: 1000n }),
    someLine({ lineId: "l2", productId: "prod-2", quantity: 1, unitPriceMinor: 550n }),
    someLine({ lineId: "l3", productId: "prod-1", quantity: 3, unitPriceMinor: 900n }),
  ],
});

interface Ledger {
  readonly order: Order;
  readonly refunded: bigint;
}

function giveBack(ledger: Ledger, items: Items | undefined): Ledger {
  const outcome = ask(ledger.order, items);
  if (!outcome.ok) return ledger;
  const { order, request } = outcome.value;
  return { order, refunded: ledger.refunded + request.refundMinor };
}

const unitsOf = (some: readonly { readonly quantity: number }[]) =>
  some.reduce((sum, { quantity }) => sum + quantity, 0);
const worthOf = (line: OrderLine) => line.unitPriceMinor * BigInt(line.returnedQuantity);

const product = fc.constantFrom("prod-1", "prod-2", "prod-3");
const item = fc.record({ productId: product, quantity: fc.integer({ min: 1, max: 4 }) });
const wish = fc.option(fc.array(item, { minLength: 1, maxLength: 3 }), { nil: undefined });

it("takes back never more than was bought and refunds never more than was paid, one return after the other", () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 10 }), (wishes) => {
      const { order, refunded } = wishes.reduce(giveBack, { order: bought, refunded: 0n });
      for (const { returnedQuantity, quantity } of order.lines) {
        expect(returnedQuantity).toBeGreaterThanOrEqual(0);
        expect(returnedQuantity).toBeLessThanOrEqual(quantity);
      }
      expect(refunded).toBe(order.lines.map(worthOf).reduce((sum, worth) => sum + worth));
      expect(unitsOf(order.returns.flatMap(({ items }) => items))).toBe(
        order.lines.reduce((sum, { returnedQuantity }) => sum + returnedQuantity, 0),
      );
    }),
    { numRuns: 1000 },
  );
});
