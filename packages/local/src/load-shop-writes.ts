import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
  type DynamoDBDocumentClient,
} from "@aws-sdk/lib-dynamodb";

/** An item and the table it goes to. */
export interface Write {
  readonly table: string;
  readonly item: Readonly<Record<string, unknown>>;
}

const batchSize = 25;
const concurrency = 8;
const tries = 12;
const baseMs = 25;
const capMs = 2000;

/** `onWritten` hears of each batch how many items it had; `pause` waits some milliseconds. */
interface WriteOptions {
  readonly onWritten?: (count: number) => void;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Puts the items, in batches of 25, a few batches at a time. */
export async function writeAll(
  db: DynamoDBDocumentClient,
  writes: readonly Write[],
  { onWritten = () => undefined, pause = sleep }: WriteOptions = {},
): Promise<void> {
  const starts = Array.from({ length: Math.ceil(writes.length / batchSize) }, (_, index) => index * batchSize).values();
  const lane = async () => {
    for (const start of starts) {
      const batch = writes.slice(start, start + batchSize);
      await writeBatch(db, batch, pause);
      onWritten(batch.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

/** DynamoDB hands back what it had no room for: tried again with full jitter, at most 12 times. */
async function writeBatch(
  db: DynamoDBDocumentClient,
  batch: readonly Write[],
  pause: NonNullable<WriteOptions["pause"]>,
): Promise<void> {
  let left: BatchWriteCommandInput["RequestItems"] = toRequest(batch);
  for (let attempt = 0; attempt < tries; attempt++) {
    const { UnprocessedItems }: BatchWriteCommandOutput = await db.send(new BatchWriteCommand({ RequestItems: left }));
    if (UnprocessedItems === undefined || Object.keys(UnprocessedItems).length === 0) return;
    left = UnprocessedItems;
    await pause(Math.random() * Math.min(capMs, baseMs * 2 ** attempt));
  }
  throw new Error(`DynamoDB did not take all items of a batch in ${tries} tries: write more slowly or try later`);
}

function toRequest(batch: readonly Write[]): NonNullable<BatchWriteCommandInput["RequestItems"]> {
  const byTable = Map.groupBy(batch, ({ table }) => table);
  return Object.fromEntries(
    [...byTable].map(([table, writes]) => [table, writes.map(({ item }) => ({ PutRequest: { Item: { ...item } } }))]),
  );
}
