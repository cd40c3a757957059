import { type Change, mergeMoves, type Order, type Outcome, ok, type Return, reject } from "@shop/core";
import type { Database } from "./database.ts";
import { toLineRows, toOrder, toOrderItem } from "./items/order-item.ts";
import { toReturn, toReturnItem } from "./items/return-item.ts";
import { putNew } from "./save-order.ts";
import { countSpending, explainSpending } from "./spending.ts";
import { explainMove, moveStock } from "./stock.ts";
import { type Refusal, type TransactItems, transact } from "./transact.ts";

/** One action of the transaction, and what to say when its condition did not hold. */
interface Part {
  readonly action: TransactItems[number];
  readonly explain: (refusal: Refusal) => Outcome<true>;
}

/** One change to the shop as one transaction: orders and returns over the version before, stock, reviews, spending. */
export async function commit(db: Database, change: Change, at: string): Promise<Outcome<true>> {
  // Returns first: whether an earlier try of ours has been written is told by the record that carries its step.
  const parts = [...returnParts(db, change), ...orderParts(db, change), ...otherParts(db, change, at)];
  const result = await transact(
    db,
    parts.map(({ action }) => action),
  );
  if (result.done) return ok(true);
  if (result.contended) return conflict();
  for (const [index, refusal] of result.refusals.entries()) {
    if (refusal) return parts[index]?.explain(refusal) ?? conflict();
  }
  return conflict();
}

const conflict = (): Outcome<never> => reject("conflict_retry", "It was changed by somebody else at the same moment");

function orderParts(db: Database, change: Change): Part[] {
  const { order, newOrder, relined } = change;
  // A return leaves no step in the order's history: there the order alone cannot tell whose write it met.
  const tellsOurs = !(change.return ?? change.newReturn);
  const replaced: Part[] = order
    ? [
        {
          action: { Put: { ...over(order), TableName: db.tables.orders, Item: toOrderItem(order) } },
          explain: ({ item }) => (tellsOurs && item && isOurs(toOrder(item), order) ? ok(true) : conflict()),
        },
      ]
    : [];
  const rowsOf = [...(order && relined ? [order] : []), ...(newOrder ? [newOrder] : [])];
  return [
    ...replaced,
    ...(newOrder ? [{ action: putNew(db, newOrder), explain: conflict }] : []),
    ...rowsOf
      .flatMap(toLineRows)
      .map((Item) => ({ action: { Put: { TableName: db.tables.orders, Item } }, explain: conflict })),
  ];
}

function returnParts(db: Database, { return: made, newReturn }: Change): Part[] {
  const TableName = db.tables.returns;
  const fresh = {
    ConditionExpression: "attribute_not_exists(return_id)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
  };
  const write = (value: Return, condition: object): Part => ({
    action: { Put: { TableName, Item: toReturnItem(value), ...condition } },
    explain: ({ item }) => (item && isOurs(toReturn(item), value) ? ok(true) : conflict()),
  });
  return [...(made ? [write(made, over(made))] : []), ...(newReturn ? [write(newReturn, fresh)] : [])];
}

function otherParts(db: Database, { stock = [], reviews, spent }: Change, at: string): Part[] {
  return [
    ...mergeMoves(stock).map((move) => ({
      action: moveStock(db, move, at),
      explain: (refusal: Refusal) => explainMove(refusal, move),
    })),
    ...(reviews?.verified ?? []).map((id) => ({ action: verifyReview(db, id), explain: conflict })),
    ...(reviews?.absent ?? []).map((id) => ({ action: checkNoReview(db, id), explain: conflict })),
    ...(spent
      ? [{ action: countSpending(db, spent), explain: (refusal: Refusal) => explainSpending(refusal, spent) }]
      : []),
  ];
}

/** Only over the version before. */
const over = ({ version }: Pick<Order, "version">) => ({
  ConditionExpression: "#version = :read",
  ExpressionAttributeNames: { "#version": "version" },
  ExpressionAttributeValues: { ":read": version - 1 },
  ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
});

interface Versioned {
  readonly version: number;
  readonly history: Order["history"] | Return["history"];
}

/** What stands there is what we wrote: an earlier try succeeded and its answer was lost. */
function isOurs(stands: Versioned, wanted: Versioned): boolean {
  const [ours, theirs] = [wanted.history.at(-1), stands.history.at(-1)];
  return stands.version === wanted.version && theirs?.by.requestId === ours?.by.requestId && theirs?.at === ours?.at;
}

const verifyReview = (db: Database, review_id: string): TransactItems[number] => ({
  Update: {
    TableName: db.tables.reviews,
    Key: { review_id },
    UpdateExpression: "SET verified_purchase = :yes",
    ConditionExpression: "attribute_exists(review_id)",
    ExpressionAttributeValues: { ":yes": true },
  },
});

const checkNoReview = (db: Database, review_id: string): TransactItems[number] => ({
  ConditionCheck: {
    TableName: db.tables.reviews,
    Key: { review_id },
    ConditionExpression: "attribute_not_exists(review_id)",
  },
});
