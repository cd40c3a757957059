import { orderItem, toOrder } from "@shop/aws";
import type { Order, OrderLine } from "@shop/core";
import {
  checkId,
  type Fields,
  isWellFormed,
  listOf,
  type Report,
  readCurrency,
  withMinor,
} from "./import-shop-fields.ts";
import type { Context } from "./import-shop-readers.ts";

/** Reads an order; what a line leaves out is taken from the product, if the files hold it, but never its price. */
export function readOrder(fields: Fields, { products }: Context, report: Report): Order | undefined {
  const currency = readCurrency(fields, report);
  const lines = listOf(fields["lines"]).map((line, index) => {
    const product = products.get(String(line["product_id"]));
    const known = product && {
      product_name: product.name,
      category: product.category,
      ...(product.groupId && { group_id: product.groupId }),
      ...(product.options && { options: product.options }),
    };
    return withMinor({ line_id: `l${index + 1}`, ...known, ...line }, "unit_price", currency, report);
  });
  const cost = lines.reduce((sum, line) => sum + Number(line["unit_price_minor"]) * Number(line["quantity"]), 0);
  const first = lines[0]?.["product_id"];
  const order = {
    total_minor: Number.isSafeInteger(cost) ? cost : 0,
    ...withMinor(fields, "total", currency, report),
    product_id: first,
    ...(Array.isArray(fields["lines"]) && { lines }),
  };
  checkId(order, "order_id", "ord", report);
  for (const line of lines) checkId(line, "product_id", "prod", report);
  if (!isWellFormed(orderItem().strict().safeParse(order), report)) return undefined;
  const made = toOrder(order);
  checkOrder(made, report);
  return made;
}

function checkOrder({ lines, totalMinor, status, deliveredAt }: Order, report: Report): void {
  const cost = lines.reduce((sum, { unitPriceMinor, quantity }) => sum + unitPriceMinor * BigInt(quantity), 0n);
  if (cost !== totalMinor) report(`total_minor: ${totalMinor} is not what the lines cost, ${cost}`);
  if (new Set(lines.map(({ lineId }) => lineId)).size < lines.length) report("lines: two have the same line_id");
  if (status === "delivered" && deliveredAt === undefined) report("delivered_at: is missing");
  if (status !== "delivered" && deliveredAt !== undefined) report(`delivered_at: the order is ${status}`);
  if (lines.some(({ quantity, returnedQuantity }) => returnedQuantity > quantity))
    report("lines: more is returned than was bought");
}

type Summary = Order["returns"][number];

/** The order with these returns among its own, and the units of all of them counted on its lines. */
export function withReturns(order: Order, summaries: readonly Summary[], report: Report): Order {
  const added = new Set(summaries.map(({ returnId }) => returnId));
  const returns = [...order.returns.filter(({ returnId }) => !added.has(returnId)), ...summaries];
  if (returns.length === 0) return order;
  const left = countUnits(returns);
  const lines = order.lines.map((line) => takeFrom(left, line));
  for (const [productId, units] of left)
    if (units > 0) report(`returns: ${units} more of ${productId} returned than bought`);
  return { ...order, lines, returns };
}

/** Units by product, without what was given back to the order. */
function countUnits(returns: readonly Summary[]): Map<string, number> {
  const units = new Map<string, number>();
  const counted = returns.filter(({ status }) => status !== "cancelled" && status !== "rejected");
  for (const { productId, quantity } of counted.flatMap(({ items }) => items))
    units.set(productId, (units.get(productId) ?? 0) + quantity);
  return units;
}

function takeFrom(left: Map<string, number>, line: OrderLine): OrderLine {
  const units = left.get(line.productId) ?? 0;
  const returnedQuantity = Math.min(units, line.quantity);
  left.set(line.productId, units - returnedQuantity);
  return { ...line, returnedQuantity };
}
