import { returnItem, toReturn } from "@shop/aws";
import type { Order, Return } from "@shop/core";
import { after, dayMs } from "./demo/time.ts";
import { checkId, type Fields, isWellFormed, listOf, type Report, tell, withMinor } from "./import-shop-fields.ts";
import type { Context } from "./import-shop-readers.ts";

const sendBackDays = 14;

/** Reads a return together with its order, which counts its units and fills in what it leaves out. */
export function readReturn(fields: Fields, { orders }: Context, report: Report): Return | undefined {
  checkId(fields, "return_id", "ret", report);
  const order = orders.get(String(fields["order_id"]));
  if (!order) {
    report(`order_id: ${tell(fields["order_id"])} is no order of these files: import them together`);
    return undefined;
  }
  if (order.status !== "delivered") report(`order_id: ${order.orderId} is not delivered`);
  const made = fillReturn(fields, order, report);
  if (!isWellFormed(returnItem().strict().safeParse(made), report)) return undefined;
  const request = toReturn(made);
  checkReturn(request, order, report);
  return request;
}

function fillReturn(fields: Fields, order: Order, report: Report): Fields {
  const items = listOf(fields["items"]).map((item) => fillItem(item, order, report));
  const cost = items.reduce((sum, item) => sum + Number(item["unit_price_minor"]) * Number(item["quantity"]), 0);
  const created = Date.parse(String(fields["created_at"]));
  return {
    customer_id: order.customerId,
    currency: order.currency,
    refund_minor: Number.isSafeInteger(cost) ? cost : 0,
    ...(Number.isFinite(created) && { deadline: after(new Date(created), sendBackDays * dayMs).toISOString() }),
    ...withMinor(fields, "refund", order.currency, report),
    ...(Array.isArray(fields["items"]) && { items }),
  };
}

function fillItem(item: Fields, { orderId, lines, currency }: Order, report: Report): Fields {
  const line = lines.find(({ lineId, productId }) =>
    item["line_id"] === undefined ? productId === item["product_id"] : lineId === item["line_id"],
  );
  if (!line) report(`items: ${tell(item["line_id"] ?? item["product_id"])} is not on order ${orderId}`);
  const known = line && {
    line_id: line.lineId,
    product_id: line.productId,
    product_name: line.productName,
    ...(item["unit_price"] === undefined && { unit_price_minor: Number(line.unitPriceMinor) }),
  };
  return withMinor({ ...known, ...item }, "unit_price", currency, report);
}

function checkReturn({ customerId, currency, createdAt }: Return, order: Order, report: Report): void {
  if (customerId !== order.customerId) report(`customer_id: order ${order.orderId} is of ${order.customerId}`);
  if (currency !== order.currency) report(`currency: order ${order.orderId} is in ${order.currency}`);
  if (createdAt < (order.deliveredAt ?? "")) report(`created_at: before order ${order.orderId} was delivered`);
}
