import {
  type DuplicateGuard,
  type Order,
  type OrderGuards,
  type Outcome,
  ok,
  reject,
  type SavedOrder,
  type StockMove,
} from "@shop/core";
import type { Database } from "./database.ts";
import { toLineRows, toOrder, toOrderItem } from "./items/order-item.ts";
import { countSpending, explainSpending } from "./spending.ts";
import { explainMove, moveStock } from "./stock.ts";
import { type Refusal, type TransactItems, transact } from "./transact.ts";

/** One action of the transaction, and what to say when its condition did not hold. */
interface Part {
  readonly action: TransactItems[number];
  readonly explain: (refusal: Refusal) => Outcome<SavedOrder>;
}

const confirmationSeconds = 3600;

/** The order and everything it takes, in one transaction: the order, its index rows, the stock, the guards. */
export async function saveOrder(db: Database, order: Order, guards: OrderGuards = {}): Promise<Outcome<SavedOrder>> {
  const parts: Part[] = [
    { action: putNew(db, order), explain: (refusal) => replay(refusal, order) },
    ...order.lines.map((line): Part => {
      const move: StockMove = { productId: line.productId, add: -line.quantity, soldAt: line.unitPriceMinor };
      return { action: moveStock(db, move, order.createdAt), explain: (refusal) => explainMove(refusal, move) };
    }),
    ...guardParts(db, order, guards),
    ...toLineRows(order).map(
      (Item): Part => ({ action: { Put: { TableName: db.tables.orders, Item } }, explain: bug }),
    ),
  ];
  const result = await transact(
    db,
    parts.map(({ action }) => action),
  );
  if (result.done) return ok({ order, replayed: false });
  if (result.contended) return reject("conflict_retry", "Too many orders for this product at this moment");
  for (const [index, refusal] of result.refusals.entries()) if (refusal) return parts[index]?.explain(refusal) ?? bug();
  return bug();
}

/** An unconditional write cannot be refused. */
function bug(): never {
  throw new Error("A transaction was refused by an action without a condition");
}

const guardParts = (db: Database, order: Order, { duplicate, spend, confirmationId }: OrderGuards): Part[] => [
  ...(confirmationId ? [{ action: useConfirmation(db, confirmationId, order), explain: explainUsed }] : []),
  ...(duplicate ? [{ action: putGuard(db, duplicate, order), explain: explainDuplicate }] : []),
  ...(spend
    ? [{ action: countSpending(db, spend), explain: (refusal: Refusal) => explainSpending(refusal, spend) }]
    : []),
];

export const putNew = (db: Database, order: Order): TransactItems[number] => ({
  Put: {
    TableName: db.tables.orders,
    Item: toOrderItem(order),
    ConditionExpression: "attribute_not_exists(order_id)",
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
      ConditionExpression: "attribute_not_exists(pk) OR guarded_until <= :now",
      ExpressionAttributeValues: { ":now": order.createdAt },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    }),
  },
});

/** A person's yes is good for one order. */
const useConfirmation = (db: Database, id: string, order: Order): TransactItems[number] => ({
  Put: {
    TableName: db.tables.auth,
    Item: {
      pk: `confirmed#${id}`,
      order_id: order.orderId,
      expires_at: Math.ceil(Date.parse(order.createdAt) / 1000) + confirmationSeconds,
    },
    ConditionExpression: "attribute_not_exists(pk)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  },
});

/** The id is taken: by our own first try, whose answer was lost, or by an earlier call with the same key. */
function replay({ item }: Refusal, order: Order): Outcome<SavedOrder> {
  const existing = toOrder(item);
  const ours = existing.history[0]?.by.requestId === order.history[0]?.by.requestId;
  return ok({ order: existing, replayed: !ours });
}

const explainDuplicate = ({ item }: Refusal): Outcome<never> =>
  reject("possible_duplicate", "The customer ordered the same thing less than two minutes ago", {
    details: { order_id: item?.["order_id"] },
  });

const explainUsed = ({ item }: Refusal): Outcome<never> =>
  reject("possible_duplicate", "This confirmation has been used for an order already", {
    details: { order_id: item?.["order_id"] },
  });
