import { BatchWriteCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { createDocumentClient, createDynamoDbClient, readConfig, toProductItem } from "@shop/aws";
import { createTables, startEngine } from "@shop/local";
import { type SearchTimes, shopOf, summary } from "./search-times.ts";

const queries = 5;
const batch = 25;

/** The search of an hour's work: a scan of the whole table with `contains`, on the embedded DynamoDB. */
export async function measureScan(products: number): Promise<SearchTimes> {
  const { shop, texts } = shopOf(products);
  const engine = await startEngine({ dataDir: undefined });
  const config = readConfig({
    AWS_REGION: "us-west-2",
    COGNITO_USER_POOL_ID: "us-west-2_Bench0001",
    COGNITO_CLIENT_ID: "bench",
    AWS_ENDPOINT_URL_DYNAMODB: engine.url,
  });
  const control = createDynamoDbClient(config);
  const client = createDocumentClient(config);
  const table = config.tables.products;
  try {
    await createTables(control, config.tables);
    for (let start = 0; start < shop.length; start += batch) {
      const puts = shop
        .slice(start, start + batch)
        .map((product) => ({ PutRequest: { Item: toProductItem(product) } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
    }
    const times: number[] = [];
    for (let index = 0; index < queries; index += 1) {
      const asked = performance.now();
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: table,
            FilterExpression: "contains(#name, :text) OR contains(description, :text)",
            ExpressionAttributeNames: { "#name": "name" },
            ExpressionAttributeValues: { ":text": texts[index * 100] ?? "" },
            ExclusiveStartKey,
          }),
        );
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      times.push(performance.now() - asked);
    }
    return { engine: "DynamoDB scan", products, ...summary(times) };
  } finally {
    control.destroy();
    client.destroy();
    await engine.stop();
  }
}
