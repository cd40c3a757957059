import { lazily, type Return, returnStatuses } from "@shop/core";
import * as z from "zod";
import { minor, toItemMinor } from "./minor.ts";
import { actorItem, toActorItem } from "./order-item.ts";

const lineItem = () =>
  z.object({
    line_id: z.string(),
    product_id: z.string(),
    product_name: z.string(),
    quantity: z.int().min(1),
    unit_price_minor: minor,
    good_quantity: z.int().min(0).optional(),
    damaged_quantity: z.int().min(0).optional(),
  });

const exchangeItem = () =>
  z.object({
    instead_of: z.string(),
    product_id: z.string(),
    product_name: z.string(),
    category: z.string(),
    group_id: z.string().optional(),
    options: z.record(z.string(), z.string()).optional(),
    quantity: z.int().min(1),
    unit_price_minor: minor,
  });

/** An item of the returns table. */
export const returnItem = lazily(() =>
  z.object({
    return_id: z.string(),
    order_id: z.string(),
    customer_id: z.string(),
    items: z.array(lineItem()).min(1),
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
          by: actorItem(),
          note: z.string().optional(),
        }),
      )
      .default([]),
    version: z.int().min(1).default(1),
    request_hash: z.string().optional(),
    processed_at: z.string().optional(),
    exchange_for: z.array(exchangeItem()).optional(),
    charge_to: z.string().optional(),
    spend_day: z.string().optional(),
    spent_minor: minor.optional(),
    replacement_order_id: z.string().optional(),
  }),
);

export const toReturn = (item: unknown): Return => {
  const made = returnItem().parse(item);
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
      goodQuantity: entry.good_quantity,
      damagedQuantity: entry.damaged_quantity,
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
    processedAt: made.processed_at,
    exchangeFor: made.exchange_for?.map((entry) => ({
      insteadOf: entry.instead_of,
      productId: entry.product_id,
      productName: entry.product_name,
      category: entry.category,
      groupId: entry.group_id,
      options: entry.options,
      quantity: entry.quantity,
      unitPriceMinor: entry.unit_price_minor,
    })),
    chargeTo: made.charge_to,
    spent: made.spend_day === undefined ? undefined : { day: made.spend_day, minor: made.spent_minor ?? 0n },
    replacementOrderId: made.replacement_order_id,
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
    good_quantity: entry.goodQuantity,
    damaged_quantity: entry.damagedQuantity,
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
  processed_at: made.processedAt,
  exchange_for: made.exchangeFor?.map((entry) => ({
    instead_of: entry.insteadOf,
    product_id: entry.productId,
    product_name: entry.productName,
    category: entry.category,
    group_id: entry.groupId,
    options: entry.options,
    quantity: entry.quantity,
    unit_price_minor: toItemMinor(entry.unitPriceMinor),
  })),
  charge_to: made.chargeTo,
  spend_day: made.spent?.day,
  spent_minor: made.spent && toItemMinor(made.spent.minor),
  replacement_order_id: made.replacementOrderId,
});
