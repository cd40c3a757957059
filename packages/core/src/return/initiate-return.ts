import * as z from "zod";
import { toMajor } from "../money.ts";
import { findOwnOrder } from "../order/own-order.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { idempotencyKey, majorPrice, minorPrice, orderId, productId, quantity } from "../schemas.ts";
import { cleanText } from "../text.ts";
import { actorOf, type Caller, customerTool } from "../tool.ts";
import { identityOf, type RequestIdentity, requestOnce } from "./request-once.ts";
import { requestReturn } from "./request-return.ts";
import type { Return } from "./return.ts";

type Needs = Caller & Pick<Ports, "findOrder" | "findReturns" | "commit" | "returnPolicy" | "now" | "newId" | "digest">;

const input = () =>
  z.strictObject({
    order_id: orderId("From get_order_history."),
    reason: z.string().min(1).max(500).describe("Why, in the customer's words."),
    items: z
      .array(z.strictObject({ product_id: productId("Product on that order."), quantity: quantity() }))
      .min(1)
      .max(50)
      .optional()
      .describe("Omit to return all."),
    refund_to: z.string().max(64).default("original").describe('"original" or a payment_method_id of the customer.'),
    idempotency_key: idempotencyKey().optional(),
  });
type Input = z.output<ReturnType<typeof input>>;

const output = () =>
  z.object({
    return_id: z.string(),
    order_id: z.string(),
    status: z.string(),
    message: z.string(),
    items: z.array(z.unknown()),
    refund_estimate: majorPrice(),
    refund_estimate_minor: minorPrice(),
    currency: z.string(),
    deadline: z.iso.datetime(),
    replayed: z.boolean().optional(),
  });

export const initiateReturn = customerTool({
  name: "initiate_return",
  title: "Start a return",
  description:
    "Ask to return a delivered order, whole or in part. Without items, everything still returnable is returned. Fails with a reason code when the order is not delivered, the window has closed or the units are already in a return. Get the user's yes first.",
  scope: "shop:returns",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output,

  async handler(asked, needs: Needs) {
    const refused = refuseRefundTo(asked, needs) ?? refuseEmptyReason(asked);
    if (refused) return refused;
    const { idempotency_key: key, order_id, items = "all", refund_to } = asked;
    const identity = identityOf(needs, { tool: "initiate_return", key, args: [order_id, items, refund_to] });
    const saved = await requestOnce(needs, identity, () => attemptReturn(asked, identity, needs));
    if (!saved.ok) return saved;
    return ok({ ...toAnswer(saved.value.made), ...(saved.value.replayed && { replayed: true }) });
  },
});

async function attemptReturn(
  asked: Input,
  { returnId, requestHash }: RequestIdentity,
  needs: Needs,
): Promise<Outcome<Return>> {
  const { commit, returnPolicy, now } = needs;
  const order = await findOwnOrder(needs, asked.order_id);
  if (!order.ok) return order;

  const decided = requestReturn(
    order.value,
    {
      returnId,
      requestHash,
      reason: cleanText(asked.reason),
      items: asked.items?.map((item) => ({ productId: item.product_id, quantity: item.quantity })),
      refundTo: asked.refund_to,
      by: actorOf(needs, "initiate_return"),
      at: now().toISOString(),
    },
    returnPolicy,
  );
  if (!decided.ok) return decided;
  const done = await commit({ newReturn: decided.value.request, order: decided.value.order });
  return done.ok ? ok(decided.value.request) : done;
}

const refuseEmptyReason = ({ reason }: Input): Outcome<never> | undefined =>
  cleanText(reason) === ""
    ? reject("invalid_argument", "Reason must not be empty", { details: { path: "reason" } })
    : undefined;

function refuseRefundTo({ refund_to }: Input, { customer }: Needs): Outcome<never> | undefined {
  const allowed = ["original", ...customer.paymentMethods.map(({ paymentMethodId }) => paymentMethodId)];
  if (allowed.includes(refund_to)) return undefined;
  return reject("invalid_argument", `refund_to must be one of: ${allowed.join(", ")}`, {
    details: { path: "refund_to", allowed },
  });
}

const toAnswer = (made: Return): z.output<ReturnType<typeof output>> => ({
  return_id: made.returnId,
  order_id: made.orderId,
  status: made.status,
  message: "Return request submitted",
  items: made.items.map((item) => ({
    product_id: item.productId,
    product_name: item.productName,
    quantity: item.quantity,
  })),
  refund_estimate: toMajor(made.refundMinor, made.currency),
  refund_estimate_minor: Number(made.refundMinor),
  currency: made.currency,
  deadline: made.deadline,
});
