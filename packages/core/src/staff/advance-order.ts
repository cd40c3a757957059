import * as z from "zod";
import { type Change, persist } from "../change.ts";
import { nextStatuses, type Order, restock, stepped } from "../order/order.ts";
import { orderAnswer, toOrderAnswer } from "../order/order-answer.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { reviewIdOf } from "../review/write-product-review.ts";
import { orderId, reason } from "../schemas.ts";
import { stepOf } from "../spending.ts";
import { cleanText } from "../text.ts";
import { type StaffCaller, staffActorOf, staffTool } from "../tool.ts";

type Needs = StaffCaller & Pick<Ports, "findOrder" | "findReview" | "commit" | "returnPolicy" | "now" | "digest">;

const input = () =>
  z.strictObject({
    order_id: orderId("Any customer's order."),
    status: z
      .enum(["processing", "shipped", "delivered", "cancelled"])
      .describe("The next status: placed -> processing -> shipped -> delivered; placed or processing -> cancelled."),
    note: reason("For the order's history.").optional(),
  });
type Input = z.output<ReturnType<typeof input>>;

export const advanceOrder = staffTool({
  name: "advance_order",
  title: "Advance an order",
  description: "Take an order one step further: processing, shipped, delivered; or call it off before it ships.",
  scope: "shop:staff",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input,
  output: () => z.object({ order: orderAnswer() }),

  async handler(asked, needs: Needs) {
    const advanced = await persist(async () => {
      const order = await needs.findOrder(asked.order_id);
      if (!order) return reject("order_not_found", "Order not found");
      const change = await advance(order, asked, needs);
      if (!change.ok) return change;
      const done = await needs.commit(change.value);
      return done.ok ? ok(change.value.order) : done;
    });
    if (!advanced.ok) return advanced;
    const { returnPolicy: policy, now } = needs;
    return ok({ order: toOrderAnswer(advanced.value, { format: "detailed", policy, now: now() }) });
  },
});

type Advanced = Change & { readonly order: Order };

async function advance(order: Order, { status, note }: Input, needs: Needs): Promise<Outcome<Advanced>> {
  if (!nextStatuses[order.status].includes(status))
    return reject("illegal_step", `An order that is ${order.status} cannot become ${status}`, {
      details: { status: order.status, allowed: nextStatuses[order.status] },
    });
  const at = needs.now().toISOString();
  const by = staffActorOf(needs, "advance_order");
  const next = stepped(order, { at, to: status, by, note: note && cleanText(note) });
  if (status === "cancelled") return ok({ order: next, stock: restock(order), spent: stepOf(order, order.spent, 0n) });
  if (status !== "delivered") return ok({ order: next });
  return ok({ order: { ...next, deliveredAt: at }, reviews: await reviewsOf(order, needs) });
}

/** Delivery makes the customer's reviews of these products verified; one written at this moment must see it too. */
async function reviewsOf({ customerId, lines }: Order, { findReview, digest }: Needs): Promise<Change["reviews"]> {
  const ids = [...new Set(lines.map(({ productId }) => reviewIdOf(digest, customerId, productId)))];
  const found = await Promise.all(ids.map(async (id) => ({ id, review: await findReview(id) })));
  return {
    verified: found.filter(({ review }) => review && !review.verifiedPurchase).map(({ id }) => id),
    absent: found.filter(({ review }) => !review).map(({ id }) => id),
  };
}
