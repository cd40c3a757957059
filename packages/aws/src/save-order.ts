import {
  type DuplicateGuard,
  insufficientStock,
  type Order,
  type OrderLine,
  type Outcome,
  ok,
  type Product,
  priceChanged,
  reject,
  type SavedOrder,
} from "@shop/core";
import type { Database } from "./database.ts";
import { toItemMinor } from "./items/minor.ts";
import { toLineRows, toOrder, toOrderItem } from "./items/order-item.ts";
import { toProduct } from "./items/product-item.ts";
import { type Refusal, type TransactItems, transact } from "./transact.ts";

/** The order and everything it takes, in one transaction: the order, its index rows, the stock, the guard. */
export async function saveOrder(db: Database, order: Order, guard?: DuplicateGuard): Promise<Outcome<SavedOrder>> {
  const rows = toLineRows(order).map((Item) => ({ Put: { TableName: db.tables.orders, Item } }));
  const result = await transact(db, [
    putNew(db, order),
    ...order.lines.map((line) => takeStock(db, line, order)),
    ...(guard ? [putGuard(db, guard, order)] : []),
    ...rows,
  ]);
  if (result.done) return ok({ order, replayed: false });
  if (result.contended) return reject("conflict_retry", "Too many orders for this product at this moment");

  const [existing, ...others] = result.refusals;
  if (existing) return replay(existing, order);
  const lines = order.lines.flatMap((line, index) => {
    const refusal = others[index];
    return refusal ? [explainLine(refusal, line)] : [];
  });
  return lines[0] ?? explainGuard(others[order.lines.length]);
}

const putNew = (db: Database, order: Order): TransactItems[number] => ({
  Put: {
    TableName: db.tables.orders,
    Item: toOrderItem(order),
    ConditionExpression: "attribute_not_exists(order_id)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  },
});

const takeStock = (db: Database, line: OrderLine, { createdAt, currency }: Order): TransactItems[number] => ({
  Update: {
    TableName: db.tables.products,
    Key: { product_id: line.productId },
    UpdateExpression: "SET stock_quantity = stock_quantity - :quantity, updated_at = :at",
    ConditionExpression:
      "stock_quantity >= :quantity AND #status = :active AND price_minor = :price AND currency = :currency",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: {
      ":quantity": line.quantity,
      ":active": "active",
      ":price": toItemMinor(line.unitPriceMinor),
      ":currency": currency,
      ":at": createdAt,
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  },
});

const putGuard = (
  db: Database,
  { fingerprint, expiresAt, allowed }: DuplicateGuard,
  order: Order,
): TransactItems[number] => ({
  Put: {
    TableName: db.tables.auth,
    Item: {
      pk: `recent-order#${fingerprint}`,
      order_id: order.orderId,
      guarded_until: expiresAt,
      expires_at: Math.ceil(Date.parse(expiresAt) / 1000),
    },
    ...(!allowed && {
      ConditionExpression: "attribute_not_exists(pk) OR guarded_until <= :now OR order_id = :order",
      ExpressionAttributeValues: { ":now": order.createdAt, ":order": order.orderId },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    }),
  },
});

/** The id is taken: by our own first try, whose answer was lost, or by an earlier call with the same key. */
function replay({ item }: Refusal, order: Order): Outcome<SavedOrder> {
  const existing = toOrder(item);
  const ours = existing.history[0]?.by.requestId === order.history[0]?.by.requestId;
  return ok({ order: existing, replayed: !ours });
}

function explainLine({ item }: Refusal, { quantity, unitPriceMinor, productName }: OrderLine): Outcome<never> {
  if (!item) return reject("product_not_found", "Product not found");
  const product: Product = toProduct(item);
  if (product.status !== "active") return reject("product_unavailable", `${productName} is no longer sold`);
  if (product.priceMinor !== unitPriceMinor) return priceChanged(product);
  if (product.stockQuantity < quantity) return insufficientStock(product);
  return reject("conflict_retry", `${productName} changed while it was being ordered`);
}

function explainGuard(refusal: Refusal | undefined): Outcome<never> {
  const earlier = refusal?.item?.["order_id"];
  return reject("possible_duplicate", "The customer ordered the same thing less than two minutes ago", {
    details: { order_id: earlier },
  });
}
