import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
} from "@aws-sdk/lib-dynamodb";

const batchSize = 100;
const concurrency = 4;
const waitMs = 50;

/** Some attributes of the items that exist, by the value of their key. `attributes` must not be reserved words. */
export async function readAll(
  db: DynamoDBDocumentClient,
  table: string,
  { key, values, attributes }: { key: string; values: readonly string[]; attributes: readonly string[] },
): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  const found = new Map<string, Record<string, unknown>>();
  const unique = [...new Set(values)];
  const batches = Array.from({ length: Math.ceil(unique.length / batchSize) }, (_, index) =>
    unique.slice(index * batchSize, (index + 1) * batchSize),
  ).values();
  const lane = async () => {
    for (const batch of batches) {
      const Keys = batch.map((value) => ({ [key]: value }));
      const request = { Keys, ConsistentRead: true, ProjectionExpression: [key, ...attributes].join(", ") };
      for (const item of await readBatch(db, table, request)) found.set(String(item[key]), item);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return found;
}

type Wanted = NonNullable<BatchGetCommandInput["RequestItems"]>;

async function readBatch(
  db: DynamoDBDocumentClient,
  table: string,
  request: Wanted[string],
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let wanted: Wanted | undefined = { [table]: request };
  while (wanted?.[table]) {
    const { Responses, UnprocessedKeys }: BatchGetCommandOutput = await db.send(
      new BatchGetCommand({ RequestItems: wanted }),
    );
    items.push(...(Responses?.[table] ?? []));
    wanted = UnprocessedKeys;
    if (wanted?.[table]) await sleep(waitMs);
  }
  return items;
}

/** Customers as they should be written: with the account they are tied to today, unless they bring their own. */
export async function keepAccounts<Item extends { customer_id: string; cognito_sub?: string | undefined }>(
  db: DynamoDBDocumentClient,
  table: string,
  customers: readonly Item[],
): Promise<Item[]> {
  const values = customers.map(({ customer_id }) => customer_id);
  const known = await readAll(db, table, { key: "customer_id", values, attributes: ["cognito_sub"] });
  return customers.map((customer) => {
    const subject = customer.cognito_sub ?? known.get(customer.customer_id)?.["cognito_sub"];
    return typeof subject === "string" ? { ...customer, cognito_sub: subject } : customer;
  });
}
