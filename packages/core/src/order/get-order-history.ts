import * as z from "zod";
import { ok } from "../outcome.ts";
import { cursorScope, readCursor, withinBudget } from "../page.ts";
import type { OrderPosition, Ports } from "../ports.ts";
import { cursor, nextCursor, pageSize, responseFormat } from "../schemas.ts";
import { type Caller, customerTool } from "../tool.ts";
import { type Order, orderStatuses } from "./order.ts";
import { orderAnswer, toOrderAnswer } from "./order-answer.ts";

type Needs = Caller & Pick<Ports, "listOrders" | "sealCursor" | "openCursor" | "returnPolicy" | "now">;

export const getOrderHistory = customerTool({
  name: "get_order_history",
  title: "Order history",
  description:
    "The signed-in customer's own orders, newest first. Each order says what can still be done with it (allowed_actions). Use get_order for one order.",
  scope: "shop:orders",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: () =>
    z.strictObject({
      limit: pageSize(10),
      cursor: cursor().optional(),
      status: z.enum(orderStatuses).optional(),
      since: z.iso.date().optional(),
      response_format: responseFormat(),
    }),
  output: () =>
    z.object({ order_count: z.int(), orders: z.array(orderAnswer()), next_cursor: nextCursor().optional() }),

  async handler({ limit, cursor: sent, status, since, response_format: format }, needs: Needs) {
    const { customer, listOrders, sealCursor, returnPolicy: policy, now } = needs;
    const scope = cursorScope("get_order_history", customer.customerId, { status, since });
    const after = await readCursor<OrderPosition>(needs, sent, scope);
    if (!after.ok) return after;

    const { customerId } = customer;
    const found = await listOrders({ customerId, status, since, limit, after: after.value });
    const told = found.entries.map((order) => toOrderAnswer(order, { format, policy, now: now() }));
    const orders = withinBudget(told, { limit, format });
    const last = found.entries[orders.length - 1];
    const more = found.more || orders.length < found.entries.length;
    return ok({
      order_count: orders.length,
      orders: [...orders],
      ...(last && more && { next_cursor: await sealCursor(positionOf(last), scope) }),
    });
  },
});

const positionOf = ({ createdAt, orderId }: Order): OrderPosition => ({ createdAt, orderId });
