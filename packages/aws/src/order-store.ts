import type { QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import type { Order, OrderQuery, Ports } from "@shop/core";
import { type Database, getAll } from "./database.ts";
import { toOrder } from "./items/order-item.ts";
import { saveOrder } from "./save-order.ts";
import type { createTurns } from "./turns.ts";

export const orderStore = (
  db: Database,
  inTurn: ReturnType<typeof createTurns>,
): Pick<Ports, "findOrder" | "listOrders" | "findPurchase" | "saveOrder"> => ({
  async findOrder(orderId) {
    const { Item } = await db.get({ TableName: db.tables.orders, Key: { order_id: orderId }, ConsistentRead: true });
    return Item && toOrder(Item);
  },

  async listOrders(query) {
    const found = await queryOrders(db, query);
    return { entries: found.slice(0, query.limit), more: found.length > query.limit };
  },

  findPurchase: (customerId, productId) => findPurchase(db, customerId, productId),

  saveOrder: (order, guards) => inTurn(order.lines[0]?.productId ?? "", db.signal, () => saveOrder(db, order, guards)),
});

/** One order more than asked for, if there is one: so that the caller knows whether a next page exists. */
async function queryOrders(db: Database, { customerId, status, since, limit, after }: OrderQuery): Promise<Order[]> {
  const found: Order[] = [];
  let start: QueryCommandOutput["LastEvaluatedKey"] = after && {
    customer_id: customerId,
    created_at: after.createdAt,
    order_id: after.orderId,
  };
  do {
    const { Items = [], LastEvaluatedKey } = await db.query({
      TableName: db.tables.orders,
      IndexName: "customer_id-created_at-index",
      KeyConditionExpression: since ? "customer_id = :customer AND created_at >= :since" : "customer_id = :customer",
      ...(status && { FilterExpression: "#status = :status", ExpressionAttributeNames: { "#status": "status" } }),
      ExpressionAttributeValues: {
        ":customer": customerId,
        ...(since && { ":since": since }),
        ...(status && { ":status": status }),
      },
      ScanIndexForward: false,
      // DynamoDB applies Limit before the filter: with one, read on until the page is full.
      Limit: status ? 100 : limit + 1,
      ExclusiveStartKey: start,
    });
    found.push(...Items.map(toOrder));
    start = LastEvaluatedKey;
  } while (start && found.length <= limit);
  return found;
}

/** Pages of keys, and the orders they name: on to the next until one is delivered; else any that is not cancelled. */
async function findPurchase(db: Database, customerId: string, productId: string): Promise<Order | undefined> {
  let other: Order | undefined;
  let start: QueryCommandOutput["LastEvaluatedKey"];
  do {
    const { Items = [], LastEvaluatedKey } = await db.query({
      TableName: db.tables.orders,
      IndexName: "customer_id-product_id-index",
      KeyConditionExpression: "customer_id = :customer AND product_id = :product",
      ExpressionAttributeValues: { ":customer": customerId, ":product": productId },
      Limit: 100,
      ExclusiveStartKey: start,
    });
    const bought = (await ordersOf(db, Items)).filter(
      (order) => order.status !== "cancelled" && order.lines.some((line) => line.productId === productId),
    );
    const delivered = bought.find(({ status }) => status === "delivered");
    if (delivered) return delivered;
    other ??= bought[0];
    start = LastEvaluatedKey;
  } while (start);
  return other;
}

/** A further line of an order has a row of its own, "ord-x#l2", which points at the order before the "#". */
async function ordersOf(db: Database, rows: readonly Record<string, unknown>[]): Promise<Order[]> {
  const ids = new Set(rows.map((row) => String(row["order_id"]).split("#")[0] ?? ""));
  const keys = [...ids].map((order_id) => ({ order_id }));
  return (await getAll(db, db.tables.orders, keys)).map(toOrder);
}
