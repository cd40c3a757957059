import { expect, it } from "vitest";
import type { Order } from "../order/order.ts";
import { reject } from "../outcome.ts";
import { accepted, ada, agentOn, digest, policy, refused, someOrder } from "../test-support.ts";
import { initiateReturn } from "./initiate-return.ts";
import type { Return } from "./return.ts";

type Needs = Parameters<typeof initiateReturn.call>[1];

/** A store that refuses a taken return id, as the real one does. */
function shop() {
  let order: Order = someOrder();
  const returns = new Map<string, Return>();
  const needs: Needs = {
    customer: ada,
    agent: agentOn("mcp"),
    findOrder: async () => order,
    findReturns: async (ids) => ids.flatMap((id) => returns.get(id) ?? []),
    commit: async ({ newReturn, order: changed }) => {
      if (!(newReturn && changed) || returns.has(newReturn.returnId) || changed.version !== order.version + 1)
        return reject("conflict_retry", "Changed");
      order = changed;
      returns.set(newReturn.returnId, newReturn);
      return { ok: true, value: true };
    },
    returnPolicy: policy,
    now: () => new Date("2026-06-02T12:00:00.000Z"),
    newId: (prefix) => `${prefix}-new`,
    digest,
  };
  /** The first look finds nothing, because the other call with the same key has not written yet. */
  const late = (): Needs => {
    let looks = 0;
    return { ...needs, findReturns: async (ids) => (looks++ === 0 ? [] : needs.findReturns(ids)) };
  };
  return { needs, late };
}
const sent = { order_id: "ord-1", reason: "x", idempotency_key: "k-1" };
const items = (quantity: number) => ({ items: [{ product_id: "prod-1", quantity }] });

it("answers two calls at once with one key with the same return, and says which is the replay", async () => {
  const { needs, late } = shop();
  const first = accepted(await initiateReturn.call(sent, needs));
  expect(accepted(await initiateReturn.call(sent, late()))).toEqual({ ...first, replayed: true });
});

it("answers two calls at once with one key but other items with a conflict", async () => {
  const { needs, late } = shop();
  await initiateReturn.call({ ...sent, ...items(1) }, needs);
  const other = await initiateReturn.call({ ...sent, ...items(2) }, late());
  expect(refused(other).code).toBe("idempotency_conflict");
});
