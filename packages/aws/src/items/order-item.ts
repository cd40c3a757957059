import { type Actor, lazily, type Order, type OrderLine, orderStatuses, returnStatuses } from "@shop/core";
import * as z from "zod";
import {
  addressItem,
  paymentMethodItem,
  toAddress,
  toAddressItem,
  toPaymentMethod,
  toPaymentMethodItem,
} from "./customer-item.ts";
import { minor, toItemMinor } from "./minor.ts";

export const actorItem = () =>
  z
    .object({
      kind: z.enum(["customer", "staff", "system"]),
      id: z.string(),
      client_id: z.string().optional(),
      tool: z.string(),
      request_id: z.string(),
    })
    .transform(
      ({ client_id, request_id, ...actor }): Actor => ({ ...actor, clientId: client_id, requestId: request_id }),
    );

export const toActorItem = ({ clientId, requestId, ...actor }: Actor) => ({
  ...actor,
  client_id: clientId,
  request_id: requestId,
});

const lineItem = () =>
  z.object({
    line_id: z.string(),
    product_id: z.string(),
    product_name: z.string(),
    category: z.string(),
    group_id: z.string().optional(),
    options: z.record(z.string(), z.string()).optional(),
    quantity: z.int().min(1),
    returned_quantity: z.int().min(0).default(0),
    unit_price_minor: minor,
  });

const eventItem = () =>
  z.object({
    at: z.string(),
    from: z.enum(orderStatuses).optional(),
    to: z.enum(orderStatuses),
    by: actorItem(),
    note: z.string().optional(),
  });

const returnSummaryItem = () =>
  z.object({
    return_id: z.string(),
    status: z.enum(returnStatuses),
    items: z.array(z.object({ product_id: z.string(), quantity: z.int().min(1) })),
    created_at: z.string(),
  });

/** An item of the orders table. `product_id` is the first line's, for the index that proves a purchase. */
export const orderItem = lazily(() =>
  z.object({
    order_id: z.string(),
    customer_id: z.string(),
    product_id: z.string(),
    status: z.enum(orderStatuses),
    lines: z.array(lineItem()).min(1),
    currency: z.string(),
    total_minor: minor,
    shipping_address: addressItem().optional(),
    payment_method: paymentMethodItem().optional(),
    created_at: z.string(),
    estimated_delivery: z.string().optional(),
    delivered_at: z.string().optional(),
    history: z.array(eventItem()).default([]),
    returns: z.array(returnSummaryItem()).default([]),
    version: z.int().min(1).default(1),
    request_hash: z.string().optional(),
    spend_day: z.string().optional(),
    /** Absent in orders that count with their total. */
    spent_minor: minor.optional(),
    exchange_of: z.string().optional(),
  }),
);

const toLine = (line: z.output<ReturnType<typeof lineItem>>): OrderLine => ({
  lineId: line.line_id,
  productId: line.product_id,
  productName: line.product_name,
  category: line.category,
  groupId: line.group_id,
  options: line.options,
  quantity: line.quantity,
  returnedQuantity: line.returned_quantity,
  unitPriceMinor: line.unit_price_minor,
});

export const toOrder = (item: unknown): Order => {
  const order = orderItem().parse(item);
  return {
    orderId: order.order_id,
    customerId: order.customer_id,
    status: order.status,
    lines: order.lines.map(toLine),
    currency: order.currency,
    totalMinor: order.total_minor,
    shippingAddress: order.shipping_address && toAddress(order.shipping_address),
    paymentMethod: order.payment_method && toPaymentMethod(order.payment_method),
    createdAt: order.created_at,
    estimatedDelivery: order.estimated_delivery,
    deliveredAt: order.delivered_at,
    history: order.history,
    returns: order.returns.map((made) => ({
      returnId: made.return_id,
      status: made.status,
      items: made.items.map((entry) => ({ productId: entry.product_id, quantity: entry.quantity })),
      createdAt: made.created_at,
    })),
    version: order.version,
    requestHash: order.request_hash,
    spent:
      order.spend_day === undefined
        ? undefined
        : { day: order.spend_day, minor: order.spent_minor ?? order.total_minor },
    exchangeOf: order.exchange_of,
  };
};

const toLineItem = (line: OrderLine) => ({
  line_id: line.lineId,
  product_id: line.productId,
  product_name: line.productName,
  category: line.category,
  group_id: line.groupId,
  options: line.options,
  quantity: line.quantity,
  returned_quantity: line.returnedQuantity,
  unit_price_minor: toItemMinor(line.unitPriceMinor),
});

const toReturnSummaryItem = (made: Order["returns"][number]) => ({
  return_id: made.returnId,
  status: made.status,
  items: made.items.map((entry) => ({ product_id: entry.productId, quantity: entry.quantity })),
  created_at: made.createdAt,
});

export const toOrderItem = (order: Order) => ({
  order_id: order.orderId,
  customer_id: order.customerId,
  product_id: order.lines[0]?.productId,
  status: order.status,
  lines: order.lines.map(toLineItem),
  currency: order.currency,
  total_minor: toItemMinor(order.totalMinor),
  shipping_address: order.shippingAddress && toAddressItem(order.shippingAddress),
  payment_method: order.paymentMethod && toPaymentMethodItem(order.paymentMethod),
  created_at: order.createdAt,
  estimated_delivery: order.estimatedDelivery,
  delivered_at: order.deliveredAt,
  history: order.history.map(({ by, ...event }) => ({ ...event, by: toActorItem(by) })),
  returns: order.returns.map(toReturnSummaryItem),
  version: order.version,
  request_hash: order.requestHash,
  spend_day: order.spent?.day,
  spent_minor: order.spent && toItemMinor(order.spent.minor),
  exchange_of: order.exchangeOf,
});

/**
 * Rows that put an order's further lines into `customer_id-product_id-index`. Without `created_at` they stay out of the
 * history index, and with `#` in their key no tool can name them.
 */
export const toLineRows = ({ orderId, customerId, lines }: Order) =>
  lines.slice(1).map(({ lineId, productId }) => ({
    order_id: `${orderId}#${lineId}`,
    customer_id: customerId,
    product_id: productId,
  }));
