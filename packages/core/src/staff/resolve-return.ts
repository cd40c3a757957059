import * as z from "zod";
import { type Change, persist } from "../change.ts";
import { derivedId } from "../derived-id.ts";
import type { Order } from "../order/order.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { advanceReturn, closeReturn, receiveReturn, refundReturn, type Step } from "../return/resolve.ts";
import type { Return } from "../return/return.ts";
import { toReturnAnswer } from "../return/return-answer.ts";
import { productId, reason, returnId } from "../schemas.ts";
import { cleanText } from "../text.ts";
import { type StaffCaller, staffActorOf, staffTool } from "../tool.ts";

type Needs = StaffCaller & Pick<Ports, "findReturns" | "findOrder" | "commit" | "now" | "digest">;

const units = () => z.int().min(0).max(100).default(0);

const input = () =>
  z.strictObject({
    return_id: returnId("Any customer's return."),
    action: z
      .enum(["approve", "reject", "cancel", "in_transit", "receive", "refund"])
      .describe(
        "requested: approve, reject, cancel. approved: in_transit, receive, cancel. in_transit: receive. received: refund.",
      ),
    items: z
      .array(
        z.strictObject({
          product_id: productId("Product of the return."),
          good_quantity: units(),
          damaged_quantity: units(),
        }),
      )
      .min(1)
      .max(50)
      .optional()
      .describe("For receive: what arrived. Omit if everything arrived in good state."),
    note: reason("For the return's history.").optional(),
  });
type Input = z.output<ReturnType<typeof input>>;

export const resolveReturn = staffTool({
  name: "resolve_return",
  title: "Resolve a return",
  description:
    "Take a return one step further. Receiving restocks what is good; refunding pays back what arrived, or sends the goods of an exchange; rejecting and cancelling give the units back to the order.",
  scope: "shop:staff",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input,
  output: () => z.object({ return: z.looseObject({}) }),

  async handler(asked, needs: Needs) {
    if (asked.items && asked.action !== "receive")
      return reject("invalid_argument", "items go with receive only", { details: { path: "items" } });
    const resolved = await persist(async () => {
      const [made] = await needs.findReturns([asked.return_id]);
      const order = made && (await needs.findOrder(made.orderId));
      if (!(made && order)) return reject("return_not_found", "Return not found");
      const change = resolve(made, order, { asked, needs });
      if (!change.ok) return change;
      const done = await needs.commit(change.value);
      return done.ok ? ok(change.value.return ?? made) : done;
    });
    return resolved.ok ? ok({ return: toStaffAnswer(resolved.value) }) : resolved;
  },
});

/** The staff see why, marked as what it is: a stranger's words. */
const toStaffAnswer = (made: Return) => ({
  ...toReturnAnswer(made),
  reason: { text: made.reason, written_by: "customer" },
});

function resolve(
  made: Return,
  order: Order,
  { asked, needs }: { readonly asked: Input; readonly needs: Needs },
): Outcome<Change> {
  const note = asked.note && cleanText(asked.note);
  const step: Step = { at: needs.now().toISOString(), by: staffActorOf(needs, "resolve_return"), note };
  switch (asked.action) {
    case "approve":
      return advanceReturn(made, order, "approved", step);
    case "in_transit":
      return advanceReturn(made, order, "in_transit", step);
    case "reject":
      return closeReturn(made, order, "rejected", step);
    case "cancel":
      return closeReturn(made, order, "cancelled", step);
    case "receive":
      return receiveReturn(made, order, { ...step, receipts: asked.items?.map(toReceipt) });
    case "refund":
      return refundReturn(made, order, {
        ...step,
        replacementOrderId: derivedId("ord", needs.digest, [made.returnId, "replacement"]),
      });
  }
}

const toReceipt = (item: NonNullable<Input["items"]>[number]) => ({
  productId: item.product_id,
  good: item.good_quantity,
  damaged: item.damaged_quantity,
});
