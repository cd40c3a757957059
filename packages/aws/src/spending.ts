import { type Outcome, reject, type Spending, toMajor } from "@shop/core";
import type { Database } from "./database.ts";
import { toItemMinor } from "./items/minor.ts";
import type { Refusal, TransactItems } from "./transact.ts";

/** Kept past the day itself, for orders cancelled after midnight. */
const keptDays = 40;
const daySeconds = 86_400;

/** The counter of one customer's day: adds an order's total while the limit holds, or gives one back. */
export function countSpending(
  db: Database,
  { customerId, currency, day, addMinor, limitMinor }: Spending,
): TransactItems[number] {
  const add = addMinor < 0n ? -toItemMinor(-addMinor) : toItemMinor(addMinor);
  const room = limitMinor === undefined ? undefined : Number(limitMinor - addMinor);
  return {
    Update: {
      TableName: db.tables.auth,
      Key: { pk: `spent#${customerId}#${day}#${currency}` },
      UpdateExpression: "SET expires_at = :expires ADD spent_minor :add",
      // With less room than nothing not even a first order fits.
      ...(room !== undefined && {
        ConditionExpression: room < 0 ? "attribute_exists(never)" : "attribute_not_exists(pk) OR spent_minor <= :room",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
      }),
      ExpressionAttributeValues: {
        ":add": add,
        ":expires": Math.floor(Date.parse(day) / 1000) + keptDays * daySeconds,
        ...(room !== undefined && room >= 0 && { ":room": room }),
      },
    },
  };
}

export function explainSpending({ item }: Refusal, { limitMinor = 0n, currency }: Spending): Outcome<never> {
  const spent = BigInt(Number(item?.["spent_minor"] ?? 0));
  return reject("spend_limit_exceeded", "The order would pass the customer's daily limit", {
    details: {
      limit: toMajor(limitMinor, currency),
      spent: toMajor(spent, currency),
      remaining: toMajor(limitMinor > spent ? limitMinor - spent : 0n, currency),
      currency,
    },
  });
}
