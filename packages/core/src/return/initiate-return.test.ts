import { describe, expect, it } from "vitest";
import type { Order } from "../order/order.ts";
import { reject } from "../outcome.ts";
import { accepted, ada, agentOn, digest, policy, refused, someOrder } from "../test-support.ts";
import { initiateReturn } from "./initiate-return.ts";
import type { Return } from "./return.ts";

type Needs = Parameters<typeof initiateReturn.call>[1];

/** One delivered order of three laptops, and a memory of the returns. */
function shop(more: Partial<Needs> = {}) {
  const stored: { order: Order; returns: Map<string, Return>; reads: number } = {
    order: someOrder(),
    returns: new Map(),
    reads: 0,
  };
  let made = 0;
  const needs: Needs = {
    customer: ada,
    agent: agentOn("mcp"),
    findOrder: async (id) => {
      stored.reads += 1;
      return id === stored.order.orderId ? stored.order : undefined;
    },
    findReturns: async (ids) => ids.flatMap((id) => stored.returns.get(id) ?? []),
    commit: async ({ newReturn, order }) => {
      if (!(order && newReturn) || order.version !== stored.order.version + 1)
        return reject("conflict_retry", "Changed");
      stored.order = order;
      stored.returns.set(newReturn.returnId, newReturn);
      return { ok: true, value: true };
    },
    returnPolicy: policy,
    now: () => new Date("2026-06-02T12:00:00.000Z"),
    newId: (prefix) => `${prefix}-new-${++made}`,
    digest,
    ...more,
  };
  return { needs, stored };
}

const giveBack = (needs: Needs, args: Record<string, unknown> = {}) =>
  initiateReturn.call({ order_id: "ord-1", reason: "Too loud", ...args }, needs);
const one = { items: [{ product_id: "prod-1", quantity: 1 }] };

describe("starting a return", () => {
  it("answers in the guide's words, with what goes back and what it is worth", async () => {
    expect(accepted(await giveBack(shop().needs, { items: [{ product_id: "prod-1", quantity: "2" }] }))).toEqual({
      return_id: "ret-new-1",
      order_id: "ord-1",
      status: "requested",
      message: "Return request submitted",
      items: [{ product_id: "prod-1", product_name: "Laptop", quantity: 2 }],
      refund_estimate: 20,
      refund_estimate_minor: 2000,
      currency: "USD",
      deadline: "2026-06-16T12:00:00.000Z",
    });
  });

  it("returns all that is left when no items are named, and one unit when no quantity is", async () => {
    const { needs, stored } = shop();
    await giveBack(needs, { items: [{ product_id: "prod-1" }] });
    expect(accepted(await giveBack(needs))).toMatchObject({ refund_estimate_minor: 2000 });
    expect(stored.order.lines[0]?.returnedQuantity).toBe(3);
    expect(refused(await giveBack(needs))).toMatchObject({
      code: "already_returned",
      also: { return_id: "ret-new-2" },
    });
  });

  it("answers for another customer's order as for one that does not exist, to the letter", async () => {
    const { needs, stored } = shop();
    const foreign = await giveBack({ ...needs, customer: { ...ada, customerId: "cust-002" } });
    expect(foreign).toEqual(await giveBack(needs, { order_id: "ord-404" }));
    expect(refused(foreign)).toEqual({ code: "order_not_found", message: "Order not found" });
    expect(stored.returns.size).toBe(0);
  });

  it("keeps the reason as clean text, and refuses one without any", async () => {
    const { needs, stored } = shop();
    await giveBack(needs, { reason: " Too\u202e loud\u0000 " });
    expect(stored.returns.get("ret-new-1")?.reason).toBe("Too loud");
    expect(refused(await giveBack(needs, { reason: " \u200b\u202e " }))).toMatchObject({ details: { path: "reason" } });
  });

  it("refunds to the original payment, or to a payment method of the customer, and to no other", async () => {
    const { needs, stored } = shop();
    await giveBack(needs, one);
    await giveBack(needs, { ...one, refund_to: "pm-2" });
    expect([...stored.returns.values()].map(({ refundTo }) => refundTo)).toEqual(["original", "pm-2"]);
    const reads = stored.reads;
    expect(refused(await giveBack(needs, { ...one, refund_to: "pm-of-somebody" }))).toMatchObject({
      code: "invalid_argument",
      details: { path: "refund_to", allowed: ["original", "pm-1", "pm-2"] },
    });
    expect(stored.reads).toBe(reads);
  });

  it.each([[[]], [[{ product_id: "prod-1", quantity: 0 }]], [[{ product_id: "x" }]], ["prod-1"]])(
    "refuses items that are none: %j",
    async (items) => {
      expect(refused(await giveBack(shop().needs, { items })).code).toBe("invalid_argument");
    },
  );
});

describe("a return that meets another write of the same order", () => {
  /** A shop where the order changes under the first `times` attempts to save. */
  function busy(times: number) {
    const { needs, stored } = shop();
    let left = times;
    const commit: Needs["commit"] = async (change) => {
      if (left-- > 0) stored.order = { ...stored.order, version: stored.order.version + 1 };
      return needs.commit(change);
    };
    return { needs: { ...needs, commit }, stored };
  }

  it("reads the order anew and tries again", async () => {
    const { needs, stored } = busy(3);
    expect((await giveBack(needs)).ok).toBe(true);
    expect(stored.reads).toBe(4);
    expect(stored.order.version).toBe(4 + 3 + 1);
  });

  it("gives up after four tries, and says that a retry may succeed", async () => {
    const { needs, stored } = busy(100);
    expect(refused(await giveBack(needs)).code).toBe("conflict_retry");
    expect(stored.reads).toBe(4);
    expect(stored.returns.size).toBe(0);
  });

  it("decides again on what it finds then", async () => {
    const { needs, stored } = shop();
    let first = true;
    const commit: Needs["commit"] = async (change) => {
      if (!first) return needs.commit(change);
      first = false;
      await giveBack(needs, { items: [{ product_id: "prod-1", quantity: 2 }] });
      return reject("conflict_retry", "Changed");
    };
    expect(accepted(await giveBack({ ...needs, commit })).refund_estimate_minor).toBe(1000);
    expect(stored.order.lines[0]?.returnedQuantity).toBe(3);
  });

  it("does not try again what is refused for another reason", async () => {
    const { needs, stored } = shop({ commit: async () => reject("order_not_found", "Order not found") });
    await giveBack(needs);
    expect(stored.reads).toBe(1);
  });
});

describe("an idempotency key of a return", () => {
  const keyed = { ...one, idempotency_key: "k-1" };

  it("answers a retry with the first return and takes nothing more back", async () => {
    const { needs, stored } = shop();
    const first = accepted(await giveBack(needs, keyed));
    expect(accepted(await giveBack(needs, keyed))).toEqual({ ...first, replayed: true });
    expect(stored.order.lines[0]?.returnedQuantity).toBe(1);
  });

  it("answers a retry though the window has closed since", async () => {
    const { needs } = shop();
    const first = accepted(await giveBack(needs, keyed));
    const later = await giveBack({ ...needs, now: () => new Date("2027-01-01T00:00:00Z") }, keyed);
    expect(accepted(later).return_id).toBe(first.return_id);
  });

  it.each([{ items: [{ product_id: "prod-1", quantity: 2 }] }, { items: undefined }, { order_id: "ord-2" }])(
    "with other arguments is a conflict: %j",
    async (other) => {
      const { needs } = shop();
      const first = accepted(await giveBack(needs, keyed));
      expect(refused(await giveBack(needs, { ...keyed, ...other }))).toMatchObject({
        code: "idempotency_conflict",
        details: { return_id: first.return_id },
      });
    },
  );

  it("belongs to one customer, and is not the one of an order", async () => {
    const { needs, stored } = shop();
    const mine = accepted(await giveBack(needs, keyed)).return_id;
    stored.order = { ...stored.order, customerId: "cust-002" };
    const other = await giveBack({ ...needs, customer: { ...ada, customerId: "cust-002" } }, keyed);
    expect(accepted(other).return_id).not.toBe(mine);
  });
});
