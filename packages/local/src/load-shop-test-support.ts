import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Tables } from "@shop/aws";
import { startEngine } from "./engine.ts";

export const tables: Tables = {
  products: "test-products",
  customers: "test-customers",
  orders: "test-orders",
  reviews: "test-reviews",
  returns: "test-returns",
  auth: "test-auth",
};

/** An engine with nothing in it, kept in memory. */
export async function openEmptyStore() {
  const engine = await startEngine({ dataDir: undefined });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ region: "us-east-1", endpoint: engine.url, credentials });
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const close = async () => {
    client.destroy();
    await engine.stop();
  };
  return { client, db, close };
}

export async function scan(db: DynamoDBDocumentClient, TableName: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await db.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}
