import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { TableName } from "@shop/aws";
import { scanTable } from "./raw-engine.ts";
import type { Stage } from "./stage.ts";

type Item = Record<string, any>;
type Tables = Pick<Stage, "db" | "config">;

/** Everything in a table, by key. */
export async function itemsOf({ config }: Tables, table: TableName): Promise<Item[]> {
  const items = await scanTable(String(config.dynamodbEndpoint), config.tables[table]);
  return items
    .map((item) => ({ item, text: JSON.stringify(item) }))
    .sort(byText)
    .map(({ item }) => item);
}

const byText = (a: { text: string }, b: { text: string }): number => (a.text < b.text ? -1 : 1);

const names: readonly TableName[] = ["products", "customers", "orders", "reviews", "returns", "auth"];

/** What is in every table, as one value to compare. */
export const allItems = async (stage: Tables): Promise<Record<string, readonly Item[]>> =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await itemsOf(stage, name)])));

export async function productOf({ db, config }: Tables, product_id: string): Promise<Item> {
  const got = await db.send(
    new GetCommand({ TableName: config.tables.products, Key: { product_id }, ConsistentRead: true }),
  );
  return got.Item ?? {};
}

/** Changes a product behind the server's back, as staff or an import would. */
export async function changeProduct({ db, config }: Tables, product_id: string, changes: Item): Promise<void> {
  const all: Item = { updated_at: new Date().toISOString(), ...changes };
  const names = Object.keys(all);
  await db.send(
    new UpdateCommand({
      TableName: config.tables.products,
      Key: { product_id },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, all[name]])),
    }),
  );
}

/** Puts an item as it is. */
export const putItem = async ({ db, config }: Tables, table: TableName, Item: Item): Promise<void> => {
  await db.send(new PutCommand({ TableName: config.tables[table], Item }));
};

/** The orders of a product, without the demo shop's own. */
export const ordersOf = async (stage: Tables, productId: string, since: string): Promise<Item[]> =>
  (await itemsOf(stage, "orders")).filter((item) => item["product_id"] === productId && item["created_at"] >= since);
