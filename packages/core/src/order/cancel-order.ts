import * as z from "zod";
import { type Change, persist } from "../change.ts";
import { toMajor } from "../money.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { majorPrice, minorPrice, orderId, reason } from "../schemas.ts";
import { stepOf } from "../spending.ts";
import { cleanText } from "../text.ts";
import { actorOf, type Caller, customerTool } from "../tool.ts";
import { mayCancel } from "./allowed-actions.ts";
import { type Actor, type Order, restock, stepped } from "./order.ts";
import { findOwnOrder } from "./own-order.ts";

type Needs = Caller & Pick<Ports, "findOrder" | "commit" | "now">;

export const cancelOrder = customerTool({
  name: "cancel_order",
  title: "Cancel an order",
  description:
    "Cancel an order that has not shipped. Stock goes back and the payment is refunded. Get the user's yes first.",
  scope: "shop:orders",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: () => z.strictObject({ order_id: orderId("Order."), reason: reason("Why.") }),
  output: () =>
    z.object({
      order_id: z.string(),
      status: z.string(),
      refund: majorPrice(),
      refund_minor: minorPrice(),
      currency: z.string(),
    }),

  async handler({ order_id, reason: why }, needs: Needs) {
    const cancelled = await persist(async () => {
      const order = await findOwnOrder(needs, order_id);
      if (!order.ok) return order;
      const at = needs.now().toISOString();
      const change = cancel(order.value, { at, by: actorOf(needs, "cancel_order"), note: cleanText(why) });
      if (!change.ok) return change;
      const done = await needs.commit(change.value);
      return done.ok ? ok(order.value) : done;
    });
    if (!cancelled.ok) return cancelled;
    const { totalMinor, currency } = cancelled.value;
    return ok({
      order_id,
      status: "cancelled",
      refund: toMajor(totalMinor, currency),
      refund_minor: Number(totalMinor),
      currency,
    });
  },
});

/** Decides whether an order can still be called off; if so, its stock goes back in the same change. */
function cancel(
  order: Order,
  { at, by, note }: { readonly at: string; readonly by: Actor; readonly note: string },
): Outcome<Change> {
  const { allowed, code = "order_not_cancellable", reason: why = "" } = mayCancel(order);
  if (!allowed) return reject(code, why, { details: { status: order.status } });
  return ok({
    order: stepped(order, { at, to: "cancelled", by, note }),
    stock: restock(order),
    spent: stepOf(order, order.spent, 0n),
  });
}
