import { type Engine, startEngine } from "@shop/local";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openShop, type Shop } from "../support/model/shop.ts";

let engine: Engine;
let shop: Shop;
beforeAll(async () => {
  engine = await startEngine({ dataDir: undefined });
  shop = await openShop({ engineUrl: engine.url, appUrls: [engine.url, engine.url] });
});
afterAll(async () => {
  shop.close();
  await engine.stop();
  expect(shop.failures).toEqual([]);
});

const product_id = "prod-0";
const rounds = 15;

/** Leaves exactly one unit on the shelf. */
async function leaveOne(round: number): Promise<void> {
  const { stock_quantity = 0 } = (await shop.snapshot()).products.get(product_id) ?? {};
  const args = { product_id, add: 1 - stock_quantity, reason: "Count", idempotency_key: `one-${round}` };
  if (args.add !== 0) expect((await shop.call("staff-1", "adjust_stock", args)).code).toBe("ok");
}

/** The same call to both servers, the second a little later: a client that did not wait for its first answer. */
async function twice(tool: string, args: Record<string, unknown>, laterMs: number) {
  const first = shop.call("cust-ann", tool, args, 0);
  await new Promise((resolve) => setTimeout(resolve, laterMs));
  return Promise.all([first, shop.call("cust-ann", tool, args, 1)]);
}

it("answers a repeat with the order that took the last unit, never that it is sold out", async () => {
  for (let round = 0; round < rounds; round++) {
    await leaveOne(round);
    const answers = await twice("order_product", { product_id, idempotency_key: `order-${round}` }, round % 8);
    expect(answers.map(({ code }) => code).sort()).toEqual(["ok", "replayed"]);
    expect(new Set(answers.map(({ body }) => body.order_id)).size).toBe(1);
  }
}, 60_000);

it("answers a repeat with the return that took the last unit, never that it is returned already", async () => {
  for (let round = 0; round < rounds; round++) {
    await leaveOne(rounds + round);
    const { order_id } = (await shop.call("cust-ann", "order_product", { product_id })).body;
    for (const status of ["processing", "shipped", "delivered"])
      await shop.call("staff-1", "advance_order", { order_id, status });
    const args = { order_id, reason: "Too big", idempotency_key: `return-${round}` };
    const answers = await twice("initiate_return", args, round % 8);
    expect(answers.map(({ code }) => code).sort()).toEqual(["ok", "replayed"]);
    expect(new Set(answers.map(({ body }) => body.return_id)).size).toBe(1);
  }
}, 60_000);
