import { type Order, type Outcome, ok, type Ports, type Return, reject } from "@shop/core";
import type { Database } from "./database.ts";
import { toLineItem, toReturnSummaryItem } from "./items/order-item.ts";
import { toReturn, toReturnItem } from "./items/return-item.ts";
import { transact } from "./transact.ts";

export const returnStore = (db: Database): Pick<Ports, "findReturn" | "saveReturn"> => ({
  async findReturn(returnId) {
    const { Item } = await db.get({ TableName: db.tables.returns, Key: { return_id: returnId }, ConsistentRead: true });
    return Item && toReturn(Item);
  },

  saveReturn: (made, order) => saveReturn(db, made, order),
});

/** The return and the units it takes from the order, in one transaction, if the order is as the caller read it. */
async function saveReturn(db: Database, made: Return, order: Order): Promise<Outcome<Return>> {
  const result = await transact(db, [
    {
      Put: {
        TableName: db.tables.returns,
        Item: toReturnItem(made),
        ConditionExpression: "attribute_not_exists(return_id)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    {
      Update: {
        TableName: db.tables.orders,
        Key: { order_id: order.orderId },
        UpdateExpression: "SET #lines = :lines, #returns = :returns, #version = :next",
        ConditionExpression: "#version = :read AND customer_id = :customer",
        ExpressionAttributeNames: { "#lines": "lines", "#returns": "returns", "#version": "version" },
        ExpressionAttributeValues: {
          ":lines": order.lines.map(toLineItem),
          ":returns": order.returns.map(toReturnSummaryItem),
          ":next": order.version,
          ":read": order.version - 1,
          ":customer": order.customerId,
        },
      },
    },
  ]);
  if (result.done) return ok(made);
  if (result.contended) return changed;
  const [taken] = result.refusals;
  return taken ? ok(toReturn(taken.item)) : changed;
}

const changed = reject("conflict_retry", "The order was changed at the same moment");
