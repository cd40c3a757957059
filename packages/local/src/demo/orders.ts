import type { Actor, Customer, Order, OrderEvent, OrderLine, OrderStatus } from "@shop/core";
import { idOf, spread } from "./ids.ts";
import type { OrderSpec } from "./order-specs.ts";
import { priceAt } from "./product-spec.ts";
import type { DemoProduct } from "./products.ts";
import { after, dayMs, daysBefore, hourMs } from "./time.ts";

/** The demo shop's own people and programs, as they stand in histories. */
export const customerActor = (customerId: string, tool: string, request: string): Actor => ({
  kind: "customer",
  id: customerId,
  clientId: "demo-shop",
  tool,
  requestId: idOf("req", `${tool} ${request}`),
});
export const staffActor = (tool: string, request: string): Actor => ({
  kind: "staff",
  id: "staff@example.com",
  clientId: "demo-shop",
  tool,
  requestId: idOf("req", `${tool} ${request}`),
});

const deliveryDays = 5;

/** Writes out an order with its history; returns made from it are counted later. */
export function toOrder(
  spec: OrderSpec,
  customer: Customer,
  { products, now }: { products: ReadonlyMap<string, DemoProduct>; now: Date },
): Order {
  const name = `${customer.customerId} ${spec.days}`;
  const orderId = idOf("ord", name);
  const placedAt = after(daysBefore(now, spec.days), -spread(name, 300) * 60_000);
  const lines = Object.entries(spec.lines).map(([key, quantity], index) =>
    toLine(getProduct(products, key), { lineId: `l${index + 1}`, quantity, days: spec.days }),
  );
  const history = toHistory(spec, placedAt, { customerId: customer.customerId, orderId });
  return {
    orderId,
    customerId: customer.customerId,
    status: spec.status,
    lines,
    currency: "USD",
    totalMinor: lines.reduce((sum, line) => sum + line.unitPriceMinor * BigInt(line.quantity), 0n),
    shippingAddress: customer.shippingAddress,
    paymentMethod: customer.paymentMethods[0],
    createdAt: placedAt.toISOString(),
    estimatedDelivery: after(placedAt, deliveryDays * dayMs).toISOString(),
    deliveredAt: history.find(({ to }) => to === "delivered")?.at,
    history,
    returns: [],
    version: history.length,
  };
}

function toLine(
  { spec, product }: DemoProduct,
  { lineId, quantity, days }: { lineId: string; quantity: number; days: number },
): OrderLine {
  return {
    lineId,
    productId: product.productId,
    productName: product.name,
    category: product.category,
    groupId: product.groupId,
    options: product.options,
    quantity,
    returnedQuantity: 0,
    unitPriceMinor: priceAt(spec, days),
  };
}

export function getProduct(products: ReadonlyMap<string, DemoProduct>, key: string): DemoProduct {
  const found = products.get(key);
  if (!found) throw new Error(`The demo shop has no product ${key}`);
  return found;
}

interface Step {
  readonly to: OrderStatus;
  readonly afterHours: number;
  readonly by: Actor;
  readonly note?: string;
}

function toHistory(
  spec: OrderSpec,
  placedAt: Date,
  { customerId, orderId }: { customerId: string; orderId: string },
): readonly OrderEvent[] {
  const advanced = (to: OrderStatus, afterHours: number): Step => ({
    to,
    afterHours,
    by: staffActor("advance_order", `${orderId} ${to}`),
  });
  const placed: Step = { to: "placed", afterHours: 0, by: customerActor(customerId, "order_product", orderId) };
  const processing = advanced("processing", 4);
  const shipped = advanced("shipped", 26);
  const steps: Readonly<Record<OrderStatus, () => Step[]>> = {
    placed: () => [placed],
    processing: () => [placed, processing],
    shipped: () => [placed, processing, shipped],
    delivered: () => [placed, processing, shipped, advanced("delivered", 72 + spread(orderId, 36))],
    cancelled: () =>
      spec.cancelledBy === "staff"
        ? [
            placed,
            processing,
            { ...advanced("cancelled", 30), note: "Damaged in the warehouse; the customer was told." },
          ]
        : [placed, { to: "cancelled", afterHours: 3, by: customerActor(customerId, "cancel_order", orderId) }],
  };
  return steps[spec.status]().map(({ to, afterHours, by, note }, index, all) => ({
    at: after(placedAt, afterHours * hourMs).toISOString(),
    ...(index > 0 && { from: all[index - 1]?.to }),
    to,
    by,
    ...(note !== undefined && { note }),
  }));
}
