import * as z from "zod";
import { type Change, persist } from "../change.ts";
import { readAddress } from "../customer/read-address.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { orderId, productId, quantity } from "../schemas.ts";
import { actorOf, type Caller, customerTool } from "../tool.ts";
import { mayCancel } from "./allowed-actions.ts";
import type { Order } from "./order.ts";
import { orderAnswer, toOrderAnswer } from "./order-answer.ts";
import { findOwnOrder } from "./own-order.ts";
import { replaceLines, type Swap } from "./replace-lines.ts";

type Needs = Caller &
  Pick<Ports, "findOrder" | "findProduct" | "commit" | "returnPolicy" | "dailySpendLimitMinor" | "now" | "digest">;

const input = () =>
  z.strictObject({
    order_id: orderId("Order."),
    shipping_address: z.looseObject({}).optional(),
    replace_items: z
      .array(
        z.strictObject({ product_id: productId("Now."), new_product_id: productId("Instead."), quantity: quantity() }),
      )
      .max(50)
      .optional(),
    payment_method_id: z.string().min(1).max(64).optional().describe("For the difference."),
  });
type Input = z.output<ReturnType<typeof input>>;

export const updateOrder = customerTool({
  name: "update_order",
  title: "Change an order",
  description:
    "Change the shipping address, or swap lines for other variants of the same group, of an order that is still placed.",
  scope: "shop:orders",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input,
  output: () => z.object({ order: orderAnswer() }),

  async handler(asked, needs: Needs) {
    const updated = await persist(async () => {
      const order = await findOwnOrder(needs, asked.order_id);
      if (!order.ok) return order;
      const change = await update(order.value, asked, needs);
      if (!change.ok) return change;
      const done = await needs.commit(change.value);
      return done.ok ? ok(change.value.order) : done;
    });
    if (!updated.ok) return updated;
    const { returnPolicy: policy, now } = needs;
    return ok({ order: toOrderAnswer(updated.value, { format: "detailed", policy, now: now() }) });
  },
});

type Updated = Change & { readonly order: Order };

/** The order with everything that was asked for changed at once, or the reason why none of it can be. */
async function update(order: Order, asked: Input, needs: Needs): Promise<Outcome<Updated>> {
  const { allowed, code = "order_not_cancellable", reason = "" } = mayCancel(order);
  if (!allowed) return reject(code, reason, { details: { status: order.status } });
  const details = changeDetails(order, asked, needs);
  if (!details.ok) return details;
  const swapped = await replaceLines(details.value.order, swapsOf(asked), needs);
  if (!swapped.ok) return swapped;

  const changed = [...details.value.changed, ...(asked.replace_items?.length ? ["items"] : [])];
  if (changed.length === 0)
    return reject("invalid_argument", "Nothing to change: give an address, items or a payment method", {
      details: { path: "", allowed: ["shipping_address", "replace_items", "payment_method_id"] },
    });
  const { status } = order;
  const step = { at: needs.now().toISOString(), from: status, to: status, by: actorOf(needs, "update_order") };
  const history = [...order.history, { ...step, note: `changed ${changed.join(", ")}` }];
  return ok({ ...swapped.value, order: { ...swapped.value.order, history, version: order.version + 1 } });
}

const swapsOf = ({ replace_items: items = [] }: Input): readonly Swap[] =>
  items.map((item) => ({ productId: item.product_id, newProductId: item.new_product_id, quantity: item.quantity }));

/** Address and payment method: checked, and put on the order. */
function changeDetails(
  order: Order,
  { shipping_address, payment_method_id: wanted }: Input,
  { customer }: Needs,
): Outcome<{ order: Order; changed: readonly string[] }> {
  const address = shipping_address === undefined ? ok(undefined) : readAddress(shipping_address);
  if (!address.ok) return address;
  const method = customer.paymentMethods.find(({ paymentMethodId }) => paymentMethodId === wanted);
  if (wanted !== undefined && !method) {
    const allowed = customer.paymentMethods.map(({ paymentMethodId }) => paymentMethodId);
    return reject("invalid_argument", `payment_method_id must be one of: ${allowed.join(", ")}`, {
      details: { path: "payment_method_id", allowed },
    });
  }
  return ok({
    order: {
      ...order,
      ...(address.value && { shippingAddress: address.value }),
      ...(method && { paymentMethod: method }),
    },
    changed: [...(address.value ? ["shipping_address"] : []), ...(method ? ["payment_method"] : [])],
  });
}
