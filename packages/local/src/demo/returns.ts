import type { Actor, Order, Return, ReturnItem, ReturnStatus } from "@shop/core";
import { idOf } from "./ids.ts";
import type { ReturnSpec, Units } from "./order-specs.ts";
import { customerActor, getProduct, staffActor } from "./orders.ts";
import type { DemoProduct } from "./products.ts";
import { after, dayMs } from "./time.ts";

const sendBackDays = 14;

/** The way to each state; the customer takes the steps that are theirs, staff the others. */
const ways: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  requested: ["requested"],
  approved: ["requested", "approved"],
  in_transit: ["requested", "approved", "in_transit"],
  received: ["requested", "approved", "in_transit", "received"],
  refunded: ["requested", "approved", "in_transit", "received", "refunded"],
  cancelled: ["requested", "cancelled"],
  rejected: ["requested", "rejected"],
};
const daysTo: Readonly<Record<ReturnStatus, number>> = {
  requested: 0,
  approved: 0.8,
  rejected: 1.1,
  cancelled: 1.4,
  in_transit: 2.5,
  received: 6,
  refunded: 7,
};
const notes: Readonly<Partial<Record<ReturnStatus, string>>> = {
  rejected: "Worn and without the box; the customer was told.",
  received: "Checked: good as new.",
};

/** Writes out a return and the order as it is after it: units counted on its lines unless they were given back. */
export function makeReturn(
  order: Order,
  spec: ReturnSpec,
  products: ReadonlyMap<string, DemoProduct>,
): { readonly made: Return; readonly order: Order } {
  const returnId = idOf("ret", order.orderId);
  const requestedAt = after(new Date(order.deliveredAt ?? Number.NaN), spec.after * dayMs);
  const items = toItems(order, spec.items, products);
  const history = ways[spec.status].map((to, index, way) => ({
    at: after(requestedAt, daysTo[to] * dayMs).toISOString(),
    ...(index > 0 && { from: way[index - 1] }),
    to,
    by: actorOf(to, order),
    ...(notes[to] !== undefined && { note: notes[to] }),
  }));
  const made: Return = {
    returnId,
    orderId: order.orderId,
    customerId: order.customerId,
    items,
    reason: spec.reason,
    status: spec.status,
    refundTo: "original",
    refundMinor: items.reduce((sum, item) => sum + item.unitPriceMinor * BigInt(item.quantity), 0n),
    currency: order.currency,
    deadline: after(requestedAt, sendBackDays * dayMs).toISOString(),
    createdAt: requestedAt.toISOString(),
    history,
    version: history.length,
  };
  return { made, order: withReturn(order, made) };
}

function actorOf(to: ReturnStatus, { customerId, orderId }: Order): Actor {
  if (to === "requested") return customerActor(customerId, "initiate_return", orderId);
  if (to === "cancelled") return customerActor(customerId, "cancel_return", orderId);
  return staffActor("resolve_return", `${orderId} ${to}`);
}

const toItems = (order: Order, units: Units, products: ReadonlyMap<string, DemoProduct>): readonly ReturnItem[] =>
  Object.entries(units).map(([key, quantity]) => {
    const { productId } = getProduct(products, key).product;
    const line = order.lines.find((one) => one.productId === productId);
    if (!line) throw new Error(`Order ${order.orderId} has no ${key} to return`);
    const { lineId, productName, unitPriceMinor } = line;
    return { lineId, productId, productName, quantity, unitPriceMinor };
  });

function withReturn(order: Order, { returnId, status, items, createdAt, history }: Return): Order {
  const givenBack = status === "rejected" || status === "cancelled";
  const taken = (lineId: string) =>
    givenBack ? 0 : items.filter((item) => item.lineId === lineId).reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    ...order,
    lines: order.lines.map((line) => ({ ...line, returnedQuantity: line.returnedQuantity + taken(line.lineId) })),
    returns: [
      ...order.returns,
      { returnId, status, items: items.map(({ productId, quantity }) => ({ productId, quantity })), createdAt },
    ],
    // Each step of a return is written together with its order.
    version: order.version + history.length,
  };
}
