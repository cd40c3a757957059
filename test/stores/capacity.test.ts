import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { toOrderItem, toProductItem, toReviewItem } from "@shop/aws";
import type { Order, Product, Review } from "@shop/core";
import { demoShop } from "@shop/local";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { callRest, openDoor } from "../support/doors.ts";
import { askStaff } from "../support/shop/ask.ts";
import { daysAgo, type Floor, must, openFloor } from "../support/shop/floor.ts";
import { openApp } from "../support/stage.ts";

const foreign = 10_000;

type Item = Record<string, unknown>;

async function writeAll({ stage }: Floor, table: string, items: readonly Item[]): Promise<void> {
  const starts = Array.from({ length: Math.ceil(items.length / 25) }, (_, index) => index * 25).values();
  const lane = async () => {
    for (const start of starts) {
      const puts = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await stage.db.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

/** Other people's orders and reviews, and products that nobody here buys. */
async function growShop(floor: Floor): Promise<void> {
  const { config } = floor.stage;
  const demo = demoShop(new Date());
  const [product, order, review] = [demo.products[0], demo.orders[0], demo.reviews[0]] as [Product, Order, Review];
  const many = <Value>(make: (index: number) => Value) => Array.from({ length: foreign }, (_, index) => make(index));
  const other = (index: number): Order => ({
    ...order,
    orderId: `ord-f${index}`,
    customerId: `cust-f${index % 500}`,
    lines: order.lines.slice(0, 1),
    history: [],
  });
  // Changed long ago, so that the replica that runs already has nothing to catch up with.
  const updatedAt = daysAgo(1);
  const made = many((index) => toProductItem({ ...product, productId: `prod-f${index}`, description: "", updatedAt }));
  await writeAll(floor, config.tables.products, made);
  await writeAll(floor, config.tables.orders, many(other).map(toOrderItem));
  const reviews = many((index) => toReviewItem({ ...review, reviewId: `rev-f${index}`, productId: product.productId }));
  await writeAll(floor, config.tables.reviews, reviews.slice(0, foreign / 10));
}

let floor: Floor;
beforeAll(async () => {
  floor = await openFloor((app) => openDoor("container", app));
});
afterAll(async () => {
  await floor.close();
  expect(floor.stage.failures).toEqual([]);
});

/** What one call costs of the database, its sender known already. */
async function costOf(call: () => Promise<unknown>): Promise<{ requests: number; units: number }> {
  await floor.ask("rest", "get_my_profile", {});
  await floor.staff("advance_order", { order_id: "ord-none", status: "shipped" });
  await call();
  const { db: requests, units } = floor.stage.lines.at(-1) ?? { db: -1, units: -1 };
  return { requests, units };
}

/** Every tool once, as a customer with ten orders, on things of their own. */
async function costs() {
  const [product_id, other] = [await floor.product({ group_id: "g1" }), await floor.product({ group_id: "g1" })];
  const orders = await Promise.all(Array.from({ length: 2 }, () => floor.buy(product_id)));
  const [placed, cancelled] = orders.map((order) => order.order_id);
  const { order_id } = await floor.delivered(product_id, 3);
  const own = [{ product_id, quantity: 1 }];
  const swaps = [{ product_id, new_product_id: other, quantity: 1 }];
  const review = { product_id, rating: 5, review_text: "Good" };
  const calls: [string, object][] = [
    ["get_my_profile", {}],
    ["get_product", { product_id }],
    ["get_order_history", {}],
    ["get_order", { order_id }],
    ["order_product", { product_id, idempotency_key: crypto.randomUUID() }],
    ["update_order", { order_id: placed, replace_items: swaps }],
    ["cancel_order", { order_id: cancelled, reason: "No" }],
    ["initiate_return", { order_id, reason: "No", items: own }],
    ["request_exchange", { order_id, items: swaps }],
    ["get_return", { order_id }],
    ["write_product_review", review],
    ["write_product_review", { ...review, update: true }],
    ["get_product_reviews", { product_id }],
  ];
  const found: [string, Awaited<ReturnType<typeof costOf>>][] = [];
  for (const [tool, args] of calls)
    found.push([tool, await costOf(async () => must(await floor.ask("rest", tool, args)))]);
  const staffCalls: [string, object][] = [
    ["advance_order", { order_id: placed, status: "processing" }],
    ["adjust_stock", { product_id, add: 1, reason: "Count" }],
    ["put_product", { product_id, price: 2 }],
  ];
  const { staffToken: token } = floor;
  for (const [tool, args] of staffCalls)
    found.push([tool, await costOf(async () => must(await askStaff(floor.door, tool, args, { token })))]);
  return found;
}

it("costs as much in a shop of ten thousand foreign orders, products and reviews as in a small one", async () => {
  // The demo customer has eight orders: with what each round buys there are always ten or more to list.
  for (const _ of [1, 2]) await floor.buy("prod-e9075764");
  const small = await costs();
  await growShop(floor);
  const large = await costs();
  expect(large.map(([tool, { requests }]) => [tool, requests])).toEqual(
    small.map(([tool, { requests }]) => [tool, requests]),
  );
  for (const [index, [tool, { units }]] of large.entries()) {
    const before = small[index]?.[1].units ?? 0;
    // Only the history's page is of other orders than in the first round, so its size may differ by a little.
    const slack = tool === "get_order_history" ? 1 : 0;
    expect([tool, units - before, Math.abs(units - before) <= slack]).toEqual([tool, units - before, true]);
  }
  for (const [tool, { requests, units }] of small)
    expect([tool, requests <= 6, units > 0 || tool === "get_my_profile"]).toEqual([tool, true, true]);
});

it("searches ten thousand products without asking the database, once they are loaded", async () => {
  const { app, backend, lines, failures } = openApp(floor.stage.config);
  await using door = await openDoor("container", app);
  // On a busy machine the load takes longer than a search waits for it.
  await vi.waitFor(async () => expect(await backend.readiness(AbortSignal.timeout(1000))).toEqual([]), 20_000);
  const sent = [{}, { query: "laptop" }, { category: "Books", limit: 50 }, { query: "thing", sort: "price_desc" }];
  for (const args of sent) must(await callRest(door, "search_products", args));
  expect(must(await callRest(door, "search_products", {})).total_matches).toBeGreaterThan(foreign);
  expect(lines.map(({ tool, db, units }) => [tool, db, units])).toEqual(
    Array.from({ length: 5 }, () => ["search_products", 0, 0]),
  );
  backend.stop();
  expect(failures).toEqual([]);
});
