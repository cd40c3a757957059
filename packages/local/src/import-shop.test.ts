import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTables } from "./create-tables.ts";
import { demoShop } from "./demo/shop.ts";
import { createCleanup } from "./engine-test-support.ts";
import { type ImportOptions, importShop } from "./import-shop.ts";
import { openCheckpoints } from "./import-shop-checkpoint.ts";
import { loadShop } from "./load-shop.ts";
import { openEmptyStore, scan, tables } from "./load-shop-test-support.ts";
import { writeAll } from "./load-shop-writes.ts";

const now = new Date("2026-03-15T10:30:00.000Z");
const cleanup = createCleanup();
let store: Awaited<ReturnType<typeof openEmptyStore>>;

beforeAll(async () => {
  store = await openEmptyStore();
  await createTables(store.client, tables);
});
afterEach(() => cleanup.run());
afterAll(() => store.close());

const lines = (records: readonly unknown[]) => records.map((record) => JSON.stringify(record)).join("\n");
const run = (text: string, more: Partial<ImportOptions> = {}) =>
  importShop({
    db: store.db,
    tables,
    place: "test",
    files: [{ name: "file", text }],
    checkpoints: openCheckpoints(cleanup.folder()),
    now: () => now,
    ...more,
  });

const thing = (id: number | string, more: object = {}) => ({
  product_id: `prod-${id}`,
  name: `Thing ${id}`,
  description: "A thing.",
  category: "Things",
  price: "1.10",
  currency: "EUR",
  stock_quantity: 7,
  ...more,
});
const review = (product: number | string, customer: string, rating: number) => ({
  product_id: `prod-${product}`,
  customer_id: customer,
  order_id: "ord-elsewhere",
  rating,
  review_text: "A fair thing.",
});
const productsById = async () =>
  new Map((await scan(store.db, tables.products)).map((item) => [item["product_id"], item]));

describe("importShop", () => {
  it("writes what the tables hold back as it was", async () => {
    await loadShop(store.db, tables, demoShop(now));
    const keys = [
      [tables.products, "product_id"],
      [tables.customers, "customer_id"],
      [tables.orders, "order_id"],
      [tables.reviews, "review_id"],
      [tables.returns, "return_id"],
    ] as const;
    const dump = async () => {
      const all = await Promise.all(
        keys.map(async ([table, key]) =>
          (await scan(store.db, table)).map((item) => [String(item[key]), item] as const),
        ),
      );
      return new Map(all.flat());
    };
    const before = await dump();
    const records = [...before].flatMap(([id, item]) => (id.includes("#") ? [] : [item]));
    expect(await run(lines(records))).toEqual({
      kind: "imported",
      counts: { products: 50, customers: 10, orders: 50, reviews: 50, returns: 7 },
      resumedAfter: 0,
    });
    expect(await dump()).toEqual(before);
  });

  it("writes nothing when anything is wrong", async () => {
    const outcome = await run(lines([thing("good"), thing("bad", { price: -1 })]));
    expect(outcome).toMatchObject({
      kind: "refused",
      problems: [expect.stringMatching(/^file:2: product prod-bad: price/)],
    });
    expect((await productsById()).has("prod-good")).toBe(false);
  });

  it("refuses reviews of products that exist nowhere", async () => {
    expect(await run(lines([review("nowhere", "cust-1", 5)]))).toEqual({
      kind: "refused",
      problems: ["file:1: review: product_id: there is no product prod-nowhere"],
    });
  });

  it("keeps ratings equal to the reviews, of products it brings and of others", async () => {
    await run(lines([thing("r1"), thing("r2"), review("r1", "cust-1", 5), review("r1", "cust-2", 2)]));
    expect((await productsById()).get("prod-r1")).toMatchObject({ rating_sum: 7, rating_count: 2 });
    await run(lines([review("r1", "cust-2", 4), review("r2", "cust-1", 1)]));
    expect((await productsById()).get("prod-r1")).toMatchObject({ rating_sum: 9, rating_count: 2 });
    expect((await productsById()).get("prod-r2")).toMatchObject({ rating_sum: 1, rating_count: 1 });
    await run(lines([thing("r1", { price: "2.20" })]));
    expect((await productsById()).get("prod-r1")).toMatchObject({ rating_sum: 9, rating_count: 2, price_minor: 220 });
  });

  it("puts products into the change feed at the moment of writing", async () => {
    await run(lines([thing("fed", { updated_at: "2020-01-01", created_at: "2020-01-01" })]));
    expect((await productsById()).get("prod-fed")).toMatchObject({
      feed: expect.stringMatching(/^feed#\d$/),
      created_at: "2020-01-01T00:00:00.000Z",
      updated_at: now.toISOString(),
    });
  });

  it("leaves customers tied to their accounts", async () => {
    const customer = { customer_id: "cust-tied", email: "tied@example.com" };
    await writeAll(store.db, [{ table: tables.customers, item: { ...customer, cognito_sub: "sub-9" } }]);
    await run(lines([{ ...customer, given_name: "Tia" }]));
    const found = (await scan(store.db, tables.customers)).find((item) => item["customer_id"] === "cust-tied");
    expect(found).toMatchObject({ given_name: "Tia", cognito_sub: "sub-9" });
  });

  it("goes on where it was interrupted, and afterwards says that it has finished", async () => {
    const text = lines(Array.from({ length: 1200 }, (_, index) => thing(`many-${index}`)));
    const folder = cleanup.folder();
    const broken = failingAfter(store.db, 30);
    await expect(run(text, { db: broken, checkpoints: openCheckpoints(folder) })).rejects.toThrow("cut off");

    const heard: number[] = [];
    const onProgress = (written: number) => heard.push(written);
    expect(await run(text, { checkpoints: openCheckpoints(folder), onProgress })).toMatchObject({
      kind: "imported",
      resumedAfter: 500,
    });
    expect(heard[0]).toBeGreaterThan(500);
    expect(heard.at(-1)).toBe(1200);
    const written = [...(await productsById()).keys()].filter((id) => String(id).startsWith("prod-many-"));
    expect(written).toHaveLength(1200);

    const checkpoints = openCheckpoints(folder);
    expect(await run(text, { checkpoints })).toEqual({ kind: "finished before", finishedAt: now.toISOString() });
    expect(await run(text, { checkpoints, again: true })).toMatchObject({ kind: "imported", resumedAfter: 0 });
    expect(await run(text, { checkpoints, place: "elsewhere" })).toMatchObject({ kind: "imported" });
  });
});

/** A connection that breaks after so many requests. */
function failingAfter(db: DynamoDBDocumentClient, requests: number): DynamoDBDocumentClient {
  let left = requests;
  const send = async (command: Parameters<DynamoDBDocumentClient["send"]>[0]) => {
    left -= 1;
    if (left < 0) throw new Error("cut off");
    return db.send(command);
  };
  return { send } as unknown as DynamoDBDocumentClient;
}
