import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importShop, openCheckpoints } from "@shop/local";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDoor } from "../support/doors.ts";
import { allItems, itemsOf } from "../support/faults-tables.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";
import { seededShop, toLines } from "../support/shop/seeded-shop.ts";

const shop = seededShop(20_261_122, { products: 600, customers: 500, orders: 1000 });
const text = toLines(shop);
const records = Object.values(shop).flat().length;
const now = new Date();
const folder = mkdtempSync(join(tmpdir(), "shop-import-"));

let floor: Floor;
let demo: Record<string, readonly Record<string, any>[]>;

beforeAll(async () => {
  floor = await openFloor((app) => openDoor("container", app));
  demo = await allItems(floor.stage);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await floor.close();
  expect(floor.stage.failures).toEqual([]);
});

const run = (more: object = {}) => {
  const { db, config } = floor.stage;
  return importShop({
    db,
    tables: config.tables,
    place: "test",
    files: [{ name: "shop.jsonl", text }],
    checkpoints: openCheckpoints(folder),
    now: () => now,
    ...more,
  });
};

/** A connection that is cut off after so many writes. */
function cutOff(writes: number) {
  const { db } = floor.stage;
  let left = writes;
  const send = async (command: any) => {
    if (command.constructor.name === "BatchWriteCommand") left -= 1;
    if (left < 0) throw new Error("cut off");
    return db.send(command);
  };
  return { send } as unknown as typeof db;
}

it("takes 600 products, 500 customers and 1,000 orders with reviews and returns in seconds, interrupted or not", async () => {
  const startedAt = performance.now();
  await expect(run({ db: cutOff(60) })).rejects.toThrow("cut off");
  const heard: number[] = [];
  const outcome = await run({ onProgress: (written: number) => heard.push(written) });
  expect(outcome).toEqual({
    kind: "imported",
    counts: { products: 600, customers: 500, orders: 1000, reviews: shop.reviews.length, returns: shop.returns.length },
    resumedAfter: expect.any(Number),
  });
  const { resumedAfter } = outcome as { resumedAfter: number };
  expect(resumedAfter).toBeGreaterThanOrEqual(500);
  expect([heard[0], heard.at(-1)]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(heard[0]).toBeGreaterThan(resumedAfter);
  expect(heard.at(-1)).toBeGreaterThan(records);
  expect(performance.now() - startedAt).toBeLessThan(20_000);
});

it("brings every record once, beside what was there before", async () => {
  const stored = await allItems(floor.stage);
  const count = (table: string) => (stored[table]?.length ?? 0) - (demo[table]?.length ?? 0);
  const rows = shop.orders.reduce((sum, { lines }) => sum + lines.length, 0);
  expect(["products", "customers", "orders", "reviews", "returns"].map(count)).toEqual([
    600,
    500,
    rows,
    shop.reviews.length,
    shop.returns.length,
  ]);
  for (const table of ["customers", "orders", "reviews", "returns"])
    expect(stored[table]).toEqual(expect.arrayContaining([...(demo[table] ?? [])]));
});

it("leaves alone the products that it neither brings nor reviews", async () => {
  const touched: string[] = [];
  for (const { product_id, updated_at } of (demo["products"] ?? []) as any[])
    if ((await floor.item("products", product_id)).updated_at !== updated_at) touched.push(product_id);
  expect(touched).toEqual([]);
});

it("changes nothing when it runs again, and says that it is done when it need not", async () => {
  const before = await allItems(floor.stage);
  expect(await run()).toEqual({ kind: "finished before", finishedAt: now.toISOString() });
  expect(await run({ again: true })).toMatchObject({ kind: "imported", resumedAfter: 0 });
  expect(await allItems(floor.stage)).toEqual(before);
});

it("counts ratings and returned units as the files say", async () => {
  const reviews = await itemsOf(floor.stage, "reviews");
  for (const product of await itemsOf(floor.stage, "products")) {
    const own = reviews.filter((review) => review["product_id"] === product["product_id"]);
    const sum = own.reduce((total, review) => total + review["rating"], 0);
    expect([product["rating_sum"], product["rating_count"]]).toEqual([sum, own.length]);
  }
  for (const made of shop.returns) {
    const { lines, returns } = await floor.item("orders", made.order_id);
    const back = made.status === "cancelled" || made.status === "rejected" ? 0 : 1;
    expect([lines[0].returned_quantity, returns[0].status]).toEqual([back, made.status]);
  }
});
