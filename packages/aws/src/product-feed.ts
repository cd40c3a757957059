import { type DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Product } from "@shop/core";
import type { ProductFeed } from "@shop/search";
import { type Database, getAll, newMeter, openDatabase } from "./database.ts";
import { feedShards, toProduct } from "./items/product-item.ts";
import type { Tables } from "./tables.ts";

const segments = 4;
const timeoutMs = 10_000;
const batch = 100;
/** A page takes the event loop a few milliseconds; DynamoDB's own pages of 1 MB would take it a hundred. */
const pageItems = 200;

/** The products table as a search replica reads it: all of it once, then what has changed. */
export const createProductFeed = (client: DynamoDBDocumentClient, tables: Tables): ProductFeed => ({
  async readAll(onProducts) {
    const scan = async (Segment: number): Promise<void> => {
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: tables.products,
            Segment,
            TotalSegments: segments,
            Limit: pageItems,
            ExclusiveStartKey,
          }),
          { abortSignal: AbortSignal.timeout(timeoutMs) },
        );
        await onProducts((page.Items ?? []).map(toProduct));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
    };
    await Promise.all(Array.from({ length: segments }, (_, segment) => scan(segment)));
  },

  async readChanges(since) {
    // Each request has a time of its own: catching up on many changes may take longer than any one of them should.
    const open = () => openDatabase(client, tables, { signal: AbortSignal.timeout(timeoutMs), meter: newMeter() });
    const changed: string[] = [];
    // One after the other: all at once, their answers would hold up everybody else's for some ten milliseconds.
    for (const shard of feedShards) changed.push(...(await changedIn(open, shard, since)));
    const products: Product[] = [];
    for (let start = 0; start < changed.length; start += batch) {
      const keys = changed.slice(start, start + batch).map((product_id) => ({ product_id }));
      products.push(...(await getAll(open(), tables.products, keys)).map(toProduct));
    }
    return products;
  },
});

async function changedIn(open: () => Database, shard: string, since: string): Promise<string[]> {
  const ids: string[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const db = open();
    const { Items = [], LastEvaluatedKey } = await db.query({
      TableName: db.tables.products,
      IndexName: "feed-updated_at-index",
      KeyConditionExpression: "feed = :shard AND updated_at > :since",
      ExpressionAttributeValues: { ":shard": shard, ":since": since },
      ExclusiveStartKey: start,
    });
    ids.push(...Items.map((item) => String(item["product_id"])));
    start = LastEvaluatedKey;
  } while (start);
  return ids;
}
