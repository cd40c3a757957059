import { type ConsumedCapacity, TransactionConflictException } from "@aws-sdk/client-dynamodb";
import type {
  BatchGetCommandOutput,
  DynamoDBDocumentClient,
  GetCommandOutput,
  QueryCommandOutput,
} from "@aws-sdk/lib-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  type DeleteCommandInput,
  GetCommand,
  type GetCommandInput,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { backOff, contentionTries } from "./backoff.ts";
import type { Tables } from "./tables.ts";

/** One call's allowance: when it must be over, and what it has used of the database. */
export interface CallBudget {
  readonly signal: AbortSignal;
  readonly meter: Meter;
}

/** Counts DynamoDB requests and consumed capacity units. */
interface Meter {
  requests: number;
  units: number;
}

export type Database = ReturnType<typeof openDatabase>;

type Unmetered<Input> = Omit<Input, "ReturnConsumedCapacity">;

/** The tables for the time of one call: every request ends with the call's signal and is counted. */
export function openDatabase(client: DynamoDBDocumentClient, tables: Tables, budget: CallBudget) {
  const { meter } = budget;
  // Read when a request is made, and not before: the signal is only made when somebody asks for it.
  const options = () => ({ abortSignal: budget.signal });
  const metered = { ReturnConsumedCapacity: "TOTAL" } as const;
  const count = <Output extends { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined }>(
    output: Output,
  ): Output => {
    meter.requests += 1;
    for (const used of [output.ConsumedCapacity ?? []].flat()) meter.units += used.CapacityUnits ?? 0;
    return output;
  };
  return {
    tables,
    get signal() {
      return budget.signal;
    },
    get: async (input: Unmetered<GetCommandInput>): Promise<GetCommandOutput> =>
      count(await client.send(new GetCommand({ ...input, ...metered }), options())),
    batchGet: async (input: Unmetered<BatchGetCommandInput>): Promise<BatchGetCommandOutput> =>
      count(await client.send(new BatchGetCommand({ ...input, ...metered }), options())),
    query: async (input: Unmetered<QueryCommandInput>): Promise<QueryCommandOutput> =>
      count(await client.send(new QueryCommand({ ...input, ...metered }), options())),
    put: async (input: Unmetered<PutCommandInput>) =>
      count(
        await againOnConflict(budget.signal, () => client.send(new PutCommand({ ...input, ...metered }), options())),
      ),
    update: async (input: Unmetered<UpdateCommandInput>) =>
      count(
        await againOnConflict(budget.signal, () => client.send(new UpdateCommand({ ...input, ...metered }), options())),
      ),
    remove: async (input: Unmetered<DeleteCommandInput>) =>
      count(
        await againOnConflict(budget.signal, () => client.send(new DeleteCommand({ ...input, ...metered }), options())),
      ),
    transactWrite: async (input: Unmetered<TransactWriteCommandInput>) =>
      count(await client.send(new TransactWriteCommand({ ...input, ...metered }), options())),
  };
}

/** A single write that meets a transaction on the same item is refused, and the SDK leaves it at that. */
async function againOnConflict<Output>(signal: AbortSignal, write: () => Promise<Output>): Promise<Output> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof TransactionConflictException) || attempt + 1 === contentionTries) throw error;
      await backOff(attempt, signal);
    }
  }
}

const batchGetLimit = 100;

/** Reads up to a hundred items by key, strongly consistent; those that do not exist are left out. */
export async function getAll(
  db: Database,
  table: string,
  keys: readonly Record<string, string>[],
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let wanted: BatchGetCommandInput["RequestItems"] = {
    [table]: { Keys: keys.slice(0, batchGetLimit), ConsistentRead: true },
  };
  while (keys.length > 0 && wanted?.[table]) {
    const { Responses, UnprocessedKeys } = await db.batchGet({ RequestItems: wanted });
    found.push(...(Responses?.[table] ?? []));
    wanted = UnprocessedKeys;
  }
  return found;
}
