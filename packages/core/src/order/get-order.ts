import * as z from "zod";
import { ok } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { orderId } from "../schemas.ts";
import { type Caller, customerTool } from "../tool.ts";
import type { Order } from "./order.ts";
import { orderAnswer, toOrderAnswer } from "./order-answer.ts";
import { findOwnOrder } from "./own-order.ts";

type Needs = Caller & Pick<Ports, "findOrder" | "returnPolicy" | "now">;

export const getOrder = customerTool({
  name: "get_order",
  title: "Order details",
  description:
    "One order of the signed-in customer: lines, status history, returns, and what can still be done and until when.",
  scope: "shop:orders",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: () => z.strictObject({ order_id: orderId("Order.") }),
  output: () => z.object({ order: orderAnswer() }),

  async handler({ order_id }, needs: Needs) {
    const found = await findOwnOrder(needs, order_id);
    if (!found.ok) return found;
    const { returnPolicy: policy, now, agent } = needs;
    const order = found.value;
    return ok({
      order: {
        ...toOrderAnswer(order, { format: "detailed", policy, now: now() }),
        history: toHistory(order),
        ...(order.exchangeOf && { exchange_of: order.exchangeOf }),
        // An agent's context is no place for an address or a card; a program of the customer's own may need them.
        ...(agent.channel === "rest" && toDelivery(order)),
      },
    });
  },
});

const toHistory = ({ history }: Order) =>
  history.map(({ at, to, by, note }) => ({
    at,
    status: to,
    by: by.kind,
    tool: by.tool,
    // What update_order noted is ours; other notes are somebody's words.
    ...(by.tool === "update_order" && { note }),
  }));

const toDelivery = ({ shippingAddress, paymentMethod }: Order) => ({
  ...(shippingAddress && {
    shipping_address: {
      street: shippingAddress.street,
      city: shippingAddress.city,
      state: shippingAddress.state,
      zip_code: shippingAddress.zipCode,
      country: shippingAddress.country,
    },
  }),
  ...(paymentMethod && {
    payment_method: { type: paymentMethod.type, brand: paymentMethod.brand, last_four: paymentMethod.lastFour },
  }),
});
