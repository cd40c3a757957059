import { randomUUID } from "node:crypto";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { backOff, contentionTries } from "./backoff.ts";
import type { Database } from "./database.ts";

export type TransactItems = NonNullable<TransactWriteCommandInput["TransactItems"]>;

/** Why one action of a transaction was refused; `item` is the item as it stood, when it exists and was asked for. */
export interface Refusal {
  readonly item: Record<string, unknown> | undefined;
}

/** How a transaction ended. `refusals[i]` is set when the condition of action `i` did not hold. */
export type Transacted =
  | { readonly done: true }
  | { readonly done: false; readonly contended: true }
  | { readonly done: false; readonly contended: false; readonly refusals: readonly (Refusal | undefined)[] };

const passing = new Set(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"]);

/**
 * Runs a transaction, all or nothing. The SDK does not retry one that lost to a concurrent write, so this does: twelve
 * tries, within the call's deadline.
 */
export async function transact(db: Database, items: TransactItems): Promise<Transacted> {
  const ClientRequestToken = randomUUID();
  for (let attempt = 0; attempt < contentionTries; attempt++) {
    const canceled = await cancellation(() => db.transactWrite({ TransactItems: items, ClientRequestToken }));
    if (!canceled) return { done: true };
    if (!isContention(canceled)) return refusedBy(canceled);
    if (attempt + 1 < contentionTries) db.onConflict();
    await backOff(attempt, db.signal);
  }
  return { done: false, contended: true };
}

async function cancellation(write: () => Promise<unknown>): Promise<TransactionCanceledException | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    if (error instanceof TransactionCanceledException) return error;
    throw error;
  }
}

/** Nothing was wrong with the transaction but its moment. */
const isContention = ({ CancellationReasons = [] }: TransactionCanceledException): boolean =>
  CancellationReasons.every(({ Code = "" }) => Code === "None" || passing.has(Code));

function refusedBy(error: TransactionCanceledException): Transacted {
  const reasons = error.CancellationReasons ?? [];
  // Anything but a condition that did not hold is a mistake of ours: an invalid expression, an item too large.
  if (reasons.some(({ Code = "" }) => Code !== "None" && Code !== "ConditionalCheckFailed" && !passing.has(Code)))
    throw error;
  return {
    done: false,
    contended: false,
    refusals: reasons.map(({ Code, Item }) =>
      Code === "ConditionalCheckFailed" ? { item: Item && unmarshall(Item) } : undefined,
    ),
  };
}
