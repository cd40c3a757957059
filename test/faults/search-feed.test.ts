import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { callRest, type Door, openDoor } from "../support/doors.ts";
import { type FaultyDatabase, openFaultyDatabase } from "../support/faults.ts";
import { changeProduct } from "../support/faults-tables.ts";
import { openApp, openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";
const pollMs = 2000;

let stage: Stage;
let database: FaultyDatabase;
let server: ReturnType<typeof openApp>;
let door: Door;
let token: string;

beforeAll(async () => {
  stage = await openStage();
  token = await stage.tokenOf();
  database = await openFaultyDatabase(stage.engine.url);
  server = openApp({ ...stage.config, dynamodbEndpoint: database.url });
  door = await openDoor("container", server.app);
  await search();
});
afterAll(async () => {
  server.backend.stop();
  await door[Symbol.asyncDispose]();
  await database.stop();
  await stage.stop();
});

const search = async () => (await callRest(door, "search_products", { query: "laptop", limit: 1 })).body;
async function asOf(): Promise<number> {
  const ready = (await (await door.fetch(`${door.url}/ready`)).json()) as { catalogue_as_of: string };
  return Date.parse(ready.catalogue_as_of);
}

/** The change feed is what the replica alone asks for. */
const stopFeed = () => {
  database.meddle = (operation, _, body) =>
    operation === "Query" && body.includes("feed-updated_at-index")
      ? { kind: "refuse", type: "ThrottlingException" }
      : { kind: "pass" };
};

it("a feed that stops leaves searches as they were, tells of when they are, and never sells at the old price", async () => {
  const [before] = (await search()).products;
  stopFeed();
  await sleep(pollMs);
  await changeProduct(stage, laptop, { price_minor: before.price_minor + 5000 });
  const told = await asOf();
  await sleep(2 * pollMs);

  const { success, products } = await search();
  expect([success, products[0].price_minor]).toEqual([true, before.price_minor]);
  // To the millisecond that may pass while an age is turned into a time.
  expect(Math.abs((await asOf()) - told)).toBeLessThan(pollMs / 10);
  expect(server.failures.length).toBeGreaterThan(0);

  const shown = { product_id: laptop, expected_unit_price: before.price };
  const refused = await callRest(door, "order_product", shown, { token });
  expect([refused.status, refused.body.code]).toEqual([409, "price_changed"]);
  const ordered = await callRest(door, "order_product", { product_id: laptop }, { token });
  expect(ordered.body.total_minor).toBe(before.price_minor + 5000);
});

it("and is caught up with when it is there again", async () => {
  database.meddle = () => ({ kind: "pass" });
  const told = await asOf();
  await vi.waitFor(async () => expect(await asOf()).toBeGreaterThan(told), { timeout: 15_000, interval: 200 });
  const product = (await callRest(door, "get_product", { product_id: laptop })).body.product;
  expect((await search()).products[0].price_minor).toBe(product.price_minor);
});
