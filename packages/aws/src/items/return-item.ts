import { type Return, returnStatuses } from "@shop/core";
import { z } from "zod";
import { minor, toItemMinor } from "./minor.ts";
import { actorItem, toActorItem } from "./order-item.ts";

/** An item of the returns table. */
export const returnItem = z.object({
  return_id: z.string(),
  order_id: z.string(),
  customer_id: z.string(),
  items: z
    .array(
      z.object({
        line_id: z.string(),
        product_id: z.string(),
        product_name: z.string(),
        quantity: z.int().min(1),
        unit_price_minor: minor,
      }),
    )
    .min(1),
  reason: z.string(),
  status: z.enum(returnStatuses),
  refund_to: z.string().default("original"),
  refund_minor: minor,
  currency: z.string(),
  deadline: z.string(),
  created_at: z.string(),
  history: z
    .array(
      z.object({
        at: z.string(),
        from: z.enum(returnStatuses).optional(),
        to: z.enum(returnStatuses),
        by: actorItem,
        note: z.string().optional(),
      }),
    )
    .default([]),
  version: z.int().min(1).default(1),
  request_hash: z.string().optional(),
});

export const toReturn = (item: unknown): Return => {
  const made = returnItem.parse(item);
  return {
    returnId: made.return_id,
    orderId: made.order_id,
    customerId: made.customer_id,
    items: made.items.map((entry) => ({
      lineId: entry.line_id,
      productId: entry.product_id,
      productName: entry.product_name,
      quantity: entry.quantity,
      unitPriceMinor: entry.unit_price_minor,
    })),
    reason: made.reason,
    status: made.status,
    refundTo: made.refund_to,
    refundMinor: made.refund_minor,
    currency: made.currency,
    deadline: made.deadline,
    createdAt: made.created_at,
    history: made.history,
    version: made.version,
    requestHash: made.request_hash,
  };
};

export const toReturnItem = (made: Return) => ({
  return_id: made.returnId,
  order_id: made.orderId,
  customer_id: made.customerId,
  items: made.items.map((entry) => ({
    line_id: entry.lineId,
    product_id: entry.productId,
    product_name: entry.productName,
    quantity: entry.quantity,
    unit_price_minor: toItemMinor(entry.unitPriceMinor),
  })),
  reason: made.reason,
  status: made.status,
  refund_to: made.refundTo,
  refund_minor: toItemMinor(made.refundMinor),
  currency: made.currency,
  deadline: made.deadline,
  created_at: made.createdAt,
  history: made.history.map(({ by, ...event }) => ({ ...event, by: toActorItem(by) })),
  version: made.version,
  request_hash: made.requestHash,
});
