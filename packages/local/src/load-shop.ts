import { type DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import {
  type Tables,
  toCustomerItem,
  toLineRows,
  toOrderItem,
  toProductItem,
  toReturnItem,
  toReviewItem,
} from "@shop/aws";
import type { Shop } from "./demo/shop.ts";
import { keepAccounts } from "./load-shop-reads.ts";
import { type Write, writeAll } from "./load-shop-writes.ts";

/** Hears how many of all items have been written. */
export type OnProgress = (written: number, total: number) => void;

/** Writes a whole shop, over what has the same ids; customers stay tied to their accounts. */
export async function loadShop(
  db: DynamoDBDocumentClient,
  tables: Tables,
  shop: Shop,
  onProgress: OnProgress = () => undefined,
): Promise<void> {
  const writes = await toWrites(db, tables, shop);
  let written = 0;
  await writeAll(db, writes, {
    onWritten(count) {
      written += count;
      onProgress(written, writes.length);
    },
  });
}

async function toWrites(db: DynamoDBDocumentClient, tables: Tables, shop: Shop): Promise<readonly Write[]> {
  const { products, customers, orders, reviews, returns } = shop;
  const to = (table: string) => (item: Write["item"]) => ({ table, item });
  const createdAt = orders.map((order) => order.createdAt).sort()[0] ?? new Date(0).toISOString();
  const customerItems = customers.map((customer) => toCustomerItem(customer, { createdAt }));
  return [
    ...products.map(toProductItem).map(to(tables.products)),
    ...(await keepAccounts(db, tables.customers, customerItems)).map(to(tables.customers)),
    ...orders.map(toOrderItem).map(to(tables.orders)),
    ...orders.flatMap(toLineRows).map(to(tables.orders)),
    ...reviews.map(toReviewItem).map(to(tables.reviews)),
    ...returns.map(toReturnItem).map(to(tables.returns)),
  ];
}

/** Whether the shop has neither products nor customers. */
export async function isEmpty(db: DynamoDBDocumentClient, tables: Tables): Promise<boolean> {
  const counts = await Promise.all(
    [tables.products, tables.customers].map(async (TableName) => {
      const { Count = 0 } = await db.send(
        new ScanCommand({ TableName, Limit: 1, Select: "COUNT", ConsistentRead: true }),
      );
      return Count;
    }),
  );
  return counts.every((count) => count === 0);
}
