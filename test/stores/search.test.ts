import { setTimeout as sleep } from "node:timers/promises";
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { callRest, type Door, openDoor } from "../support/doors.ts";
import { type FaultyDatabase, openFaultyDatabase } from "../support/faults.ts";
import { changeProduct, itemsOf, productOf, putItem } from "../support/faults-tables.ts";
import { openApp, openStage, type Stage } from "../support/stage.ts";

const many = 1050;
const batch = 25;
/** DynamoDB answers a scan in pages of 1 MB, and four segments are scanned at once: this makes several pages of each. */
const description = `A thing among many. ${"It is long to read. ".repeat(230)}`;

let stage: Stage;
let database: FaultyDatabase;
let server: ReturnType<typeof openApp>;
let door: Door;
let sample: Record<string, any>;

beforeAll(async () => {
  stage = await openStage();
  sample = await productOf(stage, "prod-e9075764");
  await putMany();
  database = await openFaultyDatabase(stage.engine.url);
  server = openApp({ ...stage.config, dynamodbEndpoint: database.url });
  door = await openDoor("container", server.app);
  await vi.waitFor(async () => expect(await server.backend.readiness(AbortSignal.timeout(1000))).toEqual([]), 20_000);
});
afterAll(async () => {
  server.backend.stop();
  await door[Symbol.asyncDispose]();
  await database.stop();
  await stage.stop();
});

const idOf = (index: number): string => `prod-many-${String(index).padStart(4, "0")}`;
const thing = (index: number) => ({
  ...sample,
  product_id: idOf(index),
  name: `Gadget number ${index}`,
  category: "Things",
  price_minor: 100 * (index % 7),
  feed: `feed#${index % 4}`,
  description,
});

async function putMany(): Promise<void> {
  const puts = Array.from({ length: many }, (_, index) => ({ PutRequest: { Item: thing(index) } }));
  const batches = Array.from({ length: many / batch }, (_, index) => puts.slice(index * batch, (index + 1) * batch));
  const table = stage.config.tables.products;
  await Promise.all(batches.map((some) => stage.db.send(new BatchWriteCommand({ RequestItems: { [table]: some } }))));
}
const search = async (args: object) => (await callRest(door, "search_products", args)).body;

/** Every product of every page; each page but the last says that there is more. */
async function walk(args: object): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await search({ ...args, ...(cursor && { cursor }) });
    expect(page.success).toBe(true);
    ids.push(...page.products.map((product: any) => product.product_id));
    cursor = page.next_cursor;
    if (!cursor) {
      expect("next_cursor" in page).toBe(false);
      return ids;
    }
  }
}

it("knows every product of a catalogue that no single page of the table holds", async () => {
  expect(database.counts["Scan"]).toBeGreaterThan(4);
  expect((await search({})).total_matches).toBe((await itemsOf(stage, "products")).length);
  expect((await search({ category: "Things" })).total_matches).toBe(many);
  for (const index of [0, 700, many - 1]) {
    const { products } = await search({ query: `gadget ${index}`, limit: 1 });
    expect(products[0].product_id).toBe(idOf(index));
  }
});

it("answers searches from memory: no scan, no item and no unit of the table for any of them", async () => {
  const { Scan } = database.counts;
  server.lines.length = 0;
  const queries = ["gadget", "", "number 12", "nothing like it", "long to read"];
  for (let round = 0; round < 8; round++)
    for (const query of queries) expect((await search({ query, limit: 5, sort: "price_asc" })).success).toBe(true);
  expect(database.counts["Scan"]).toBe(Scan);
  expect(database.counts["GetItem"]).toBeUndefined();
  expect(server.lines.map(({ code, db, units }) => [code, db, units])).toEqual(
    Array.from({ length: 40 }, () => ["ok", 0, 0]),
  );
});

it.each([
  { sort: "relevance", category: "Things", limit: 50, response_format: "concise" },
  { sort: "price_asc", category: "Things", limit: 50, response_format: "concise" },
  { sort: "price_desc", query: "gadget number 5", limit: 50, response_format: "concise" },
  { sort: "rating", max_price: 3, category: "things", limit: 49, response_format: "concise" },
  { sort: "newest", limit: 50, category: "Electronics" },
])("visits each product once on a walk by $sort", async (args) => {
  const ids = await walk(args);
  const { total_matches } = await search({ ...args, limit: 1 });
  expect(ids.length).toBe(total_matches);
  expect(new Set(ids).size).toBe(ids.length);
});

it("goes on where it was when products come, go and change between two pages", async () => {
  const args = { sort: "price_asc", category: "Things", limit: 20, response_format: "concise", max_price: 0 };
  const first = await search(args);
  const seen = first.products.map((product: any) => product.product_id);
  await changeProduct(stage, seen[0], { status: "delisted" });
  await putItem(stage, "products", {
    ...thing(0),
    product_id: "prod-many-newcomer",
    updated_at: new Date().toISOString(),
  });
  await changeProduct(stage, seen[1], { price_minor: 1_000_000 });
  const deadline = Date.now() + 10_000;
  const current = async () => {
    const { products } = await search({ query: "gadget number 0", max_price: 0, limit: 50, category: "Things" });
    const ids = products.map((product: any) => product.product_id);
    return ids.includes("prod-many-newcomer") && !ids.includes(seen[0]) && !ids.includes(seen[1]);
  };
  while (!(await current()) && Date.now() < deadline) await sleep(200);
  expect(await current()).toBe(true);
  const rest = await walk({ ...args, cursor: first.next_cursor });
  expect(rest.filter((id) => seen.includes(id))).toEqual([]);
  expect(rest.length + seen.length).toBe(many / 7 + 1);
});

it("says unavailable while the first load fails, and recovers by itself", async () => {
  database.meddle = (operation) =>
    operation === "Scan" ? { kind: "refuse", status: 500, type: "InternalServerError" } : { kind: "pass" };
  const young = openApp({ ...stage.config, dynamodbEndpoint: database.url });
  await using other = await openDoor("container", young.app);
  const answer = await callRest(other, "search_products", {});
  expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  const ready = await fetch(`${other.url}/ready`);
  expect(await ready.json()).toEqual({ status: "not_ready", reasons: ["The catalogue is not loaded"] });
  database.meddle = () => ({ kind: "pass" });
  const deadline = Date.now() + 10_000;
  while ((await fetch(`${other.url}/ready`)).status !== 200 && Date.now() < deadline) await sleep(200);
  expect((await callRest(other, "search_products", {})).body.success).toBe(true);
  young.backend.stop();
});
