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
  /** Hears of each request; the answer is to be called when that has ended. */
  readonly onRequest?: ((operation: string) => () => void) | undefined;
}

/** Counts DynamoDB requests, consumed capacity units, and writes that met another one under way. */
interface Meter {
  requests: number;
  units: number;
  conflicts: number;
  /** Of the replica that a search was answered from. */
  catalogueAgeMs?: number | undefined;
}

export const newMeter = (): Meter => ({ requests: 0, units: 0, conflicts: 0 });

export type Database = ReturnType<typeof openDatabase>;

type Unmetered<Input> = Omit<Input, "ReturnConsumedCapacity">;

/** The tables for the time of one call: every request ends with the call's signal and is counted. */
export function openDatabase(client: DynamoDBDocumentClient, tables: Tables, budget: CallBudget) {
  const { meter, onRequest } = budget;
  // Read when a request is made, and not before: the signal is only made when somebody asks for it.
  const options = () => ({ abortSignal: budget.signal });
  const metered = { ReturnConsumedCapacity: "TOTAL" } as const;
  const ask = async <Output extends Answer>(operation: string, request: () => Promise<Output>): Promise<Output> => {
    const onEnd = onRequest?.(operation);
    try {
      const output = await request();
      meter.requests += 1;
      for (const used of [output.ConsumedCapacity ?? []].flat()) meter.units += used.CapacityUnits ?? 0;
      return output;
    } finally {
      onEnd?.();
    }
  };
  const onConflict = () => {
    meter.conflicts += 1;
  };
  const write = <Output extends Answer>(operation: string, request: () => Promise<Output>): Promise<Output> =>
    ask(operation, () => againOnConflict(budget.signal, request, onConflict));
  return {
    tables,
    get signal() {
      return budget.signal;
    },
    onConflict,
    get: async (input: Unmetered<GetCommandInput>): Promise<GetCommandOutput> =>
      ask("GetItem", () => client.send(new GetCommand({ ...input, ...metered }), options())),
    batchGet: async (input: Unmetered<BatchGetCommandInput>): Promise<BatchGetCommandOutput> =>
      ask("BatchGetItem", () => client.send(new BatchGetCommand({ ...input, ...metered }), options())),
    query: async (input: Unmetered<QueryCommandInput>): Promise<QueryCommandOutput> =>
      ask("Query", () => client.send(new QueryCommand({ ...input, ...metered }), options())),
    put: async (input: Unmetered<PutCommandInput>) =>
      write("PutItem", () => client.send(new PutCommand({ ...input, ...metered }), options())),
    update: async (input: Unmetered<UpdateCommandInput>) =>
      write("UpdateItem", () => client.send(new UpdateCommand({ ...input, ...metered }), options())),
    remove: async (input: Unmetered<DeleteCommandInput>) =>
      write("DeleteItem", () => client.send(new DeleteCommand({ ...input, ...metered }), options())),
    transactWrite: async (input: Unmetered<TransactWriteCommandInput>) =>
      ask("TransactWriteItems", () => client.send(new TransactWriteCommand({ ...input, ...metered }), options())),
  };
}

interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
}

/** A single write that meets a transaction on the same item is refused, and the SDK leaves it at that. */
async function againOnConflict<Output>(
  signal: AbortSignal,
  write: () => Promise<Output>,
  onConflict: () => void,
): Promise<Output> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof TransactionConflictException) || attempt + 1 === contentionTries) throw error;
      onConflict();
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
