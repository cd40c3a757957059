import { DescribeTableCommand, DescribeTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { type BatchWriteCommand, type DynamoDBDocumentClient, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { toOrder, toProduct, toReturn, toReview } from "@shop/aws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTables } from "./create-tables.ts";
import { demoShop } from "./demo/shop.ts";
import { isEmpty, loadShop } from "./load-shop.ts";
import { openEmptyStore, scan, tables } from "./load-shop-test-support.ts";
import { writeAll } from "./load-shop-writes.ts";

const shop = demoShop(new Date("2026-03-15T10:30:00.000Z"));
let store: Awaited<ReturnType<typeof openEmptyStore>>;

beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

describe("createTables", () => {
  it("makes every table with its indexes, paid by request", async () => {
    await createTables(store.client, tables);
    const { Table } = await store.client.send(new DescribeTableCommand({ TableName: tables.reviews }));
    expect(Table?.BillingModeSummary?.BillingMode).toBe("PAY_PER_REQUEST");
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).sort()).toEqual([
      "customer_id-created_at-index",
      "product_id-created_at-index",
      "product_id-rating-index",
    ]);
    const { TimeToLiveDescription } = await store.client.send(
      new DescribeTimeToLiveCommand({ TableName: tables.auth }),
    );
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: "ENABLED", AttributeName: "expires_at" });
  });

  it("leaves tables alone that are there already", async () => {
    await expect(createTables(store.client, tables)).resolves.toBeUndefined();
  });

  it("refuses a table with other keys in one clear line", async () => {
    await expect(createTables(store.client, { ...tables, returns: tables.orders })).rejects.toThrow(
      "Table test-orders was made by another version of this shop",
    );
  });
});

describe("loadShop", () => {
  it("fills an empty store with exactly the shop", async () => {
    expect(await isEmpty(store.db, tables)).toBe(true);
    const heard: number[] = [];
    await loadShop(store.db, tables, shop, (written, total) => heard.push(written / total));
    expect(await isEmpty(store.db, tables)).toBe(false);
    expect(heard.at(-1)).toBe(1);

    const byId = (key: string) => (a: object, b: object) => (Reflect.get(a, key) < Reflect.get(b, key) ? -1 : 1);
    const read = async <Value>(table: string, toValue: (item: unknown) => Value) =>
      (await scan(store.db, table)).filter((item) => !String(item["order_id"]).includes("#")).map(toValue);
    expect((await read(tables.products, toProduct)).sort(byId("productId"))).toEqual(
      shop.products.toSorted(byId("productId")),
    );
    expect((await read(tables.orders, toOrder)).sort(byId("orderId"))).toEqual(shop.orders.toSorted(byId("orderId")));
    expect((await read(tables.reviews, toReview)).sort(byId("reviewId"))).toEqual(
      shop.reviews.toSorted(byId("reviewId")),
    );
    expect((await read(tables.returns, toReturn)).sort(byId("returnId"))).toEqual(
      shop.returns.toSorted(byId("returnId")),
    );
  });

  it("finds a purchase by any line of its order", async () => {
    const order = shop.orders.find(({ lines }) => lines.length === 3);
    const { Items } = await store.db.send(
      new QueryCommand({
        TableName: tables.orders,
        IndexName: "customer_id-product_id-index",
        KeyConditionExpression: "customer_id = :customer AND product_id = :product",
        ExpressionAttributeValues: { ":customer": order?.customerId, ":product": order?.lines[2]?.productId },
      }),
    );
    expect(Items?.map((item) => item["order_id"])).toContain(`${order?.orderId}#l3`);
  });

  it("writes over itself and leaves customers tied to their accounts", async () => {
    const Key = { customer_id: "cust-001" };
    const { Item } = await store.db.send(new GetCommand({ TableName: tables.customers, Key }));
    await writeAll(store.db, [{ table: tables.customers, item: { ...Item, cognito_sub: "sub-1" } }]);
    await loadShop(store.db, tables, shop);
    const again = await store.db.send(new GetCommand({ TableName: tables.customers, Key }));
    expect(again.Item).toEqual({ ...Item, cognito_sub: "sub-1" });
    expect(await scan(store.db, tables.products)).toHaveLength(50);
  });
});

describe("writeAll", () => {
  const writes = [1, 2, 3].map((n) => ({ table: "t", item: { id: n } }));

  it("tries again what DynamoDB hands back", async () => {
    const sent: unknown[][] = [];
    await writeAll(
      standIn(({ t = [] }) => {
        sent.push(t);
        return t.slice(1);
      }),
      writes,
    );
    expect(sent.map((batch) => batch.length)).toEqual([3, 2, 1]);
  });

  it("gives up in one clear line when nothing is ever taken", async () => {
    const pauses: number[] = [];
    const busy = standIn(({ t = [] }) => t);
    const pause = async (ms: number) => pauses.push(ms);
    await expect(writeAll(busy, writes, { pause })).rejects.toThrow("did not take all items");
    expect(pauses.every((ms) => ms >= 0 && ms <= 2000)).toBe(true);
  });
});

type Requests = Record<string, unknown[]>;

/** DynamoDB when it is too busy: hands back what `refuse` answers. */
const standIn = (refuse: (requests: Requests) => unknown[]) =>
  ({
    async send(command: BatchWriteCommand) {
      const left = refuse(command.input.RequestItems as Requests);
      return { UnprocessedItems: left.length > 0 ? { t: left } : {} };
    },
  }) as unknown as DynamoDBDocumentClient;
