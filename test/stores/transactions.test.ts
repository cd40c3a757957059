import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { callRest, type Door, openDoor } from "../support/doors.ts";
import { canceled, type Fault, type FaultyDatabase, openFaultyDatabase } from "../support/faults.ts";
import { tally } from "../support/faults-calls.ts";
import { itemsOf, ordersOf, productOf, putItem } from "../support/faults-tables.ts";
import { openApp, openStage, type Stage } from "../support/stage.ts";

const pass: Fault = { kind: "pass" };
const lose: Fault = { kind: "lose" };

let stage: Stage;
let database: FaultyDatabase;
let server: ReturnType<typeof openApp>;
let door: Door;
let token: string;
let startedAt: string;

beforeAll(async () => {
  stage = await openStage();
  database = await openFaultyDatabase(stage.engine.url);
  server = openApp({ ...stage.config, dynamodbEndpoint: database.url });
  door = await openDoor("container", server.app);
  token = await stage.tokenOf();
});
afterAll(async () => {
  server.backend.stop();
  await door[Symbol.asyncDispose]();
  await database.stop();
  await stage.stop();
});
beforeEach(() => {
  startedAt = new Date().toISOString();
  database.forget();
  server.failures.length = 0;
});
afterEach(() => {
  database.meddle = () => pass;
});

const onTransactions = (decide: (attempt: number) => Fault): void => {
  database.meddle = (operation, attempt) => (operation === "TransactWriteItems" ? decide(attempt) : pass);
};
async function newProduct(): Promise<string> {
  const product_id = `prod-${crypto.randomUUID()}`;
  await putItem(stage, "products", { ...(await productOf(stage, "prod-e9075764")), product_id, stock_quantity: 10 });
  return product_id;
}
const order = (product_id: string, more: object = {}) =>
  callRest(door, "order_product", { product_id, ...more }, { token });
async function expectOneOrder(product_id: string): Promise<void> {
  expect((await productOf(stage, product_id))["stock_quantity"]).toBe(9);
  expect(await ordersOf(stage, product_id, startedAt)).toHaveLength(1);
}

const passing = [
  ["None", "TransactionConflict"],
  ["TransactionConflict", "None"],
  ["TransactionConflict", "TransactionConflict"],
  ["ThrottlingError", "None"],
  ["None", "ProvisionedThroughputExceeded"],
];

it.each(passing)("tries again after %s, %s, until it goes through once", async (...codes) => {
  const product_id = await newProduct();
  onTransactions((attempt) => (attempt <= 5 ? canceled(...codes) : pass));
  expect((await order(product_id)).body).toMatchObject({ success: true });
  expect(database.counts["TransactWriteItems"]).toBe(6);
  await expectOneOrder(product_id);
  expect(server.failures).toEqual([]);
});

it("asks the caller to try again when the contention never ends, and has done nothing", async () => {
  const product_id = await newProduct();
  onTransactions(() => canceled("None", "TransactionConflict"));
  const { status, body } = await order(product_id);
  expect([status, body.code, body.retryable]).toEqual([409, "conflict_retry", true]);
  expect(database.counts["TransactWriteItems"]).toBe(12);
  expect((await productOf(stage, product_id))["stock_quantity"]).toBe(10);
  expect(await ordersOf(stage, product_id, startedAt)).toEqual([]);
});

it("answers with the order, not as a replay, when the answer to the write was lost", async () => {
  for (const idempotency_key of [undefined, "lost once"]) {
    const product_id = await newProduct();
    database.forget();
    onTransactions((attempt) => (attempt === 1 ? lose : pass));
    const { body, headers } = await order(product_id, { idempotency_key });
    expect([body.success, body.replayed, headers.get("idempotent-replayed")]).toEqual([true, undefined, null]);
    await expectOneOrder(product_id);
  }
});

it("says that it is unavailable when every answer is lost, and tells the truth when asked again", async () => {
  const product_id = await newProduct();
  const idempotency_key = "lost for good";
  onTransactions(() => lose);
  const lost = await order(product_id, { idempotency_key });
  expect([lost.status, lost.body.code, lost.body.retryable]).toEqual([503, "unavailable", true]);
  onTransactions(() => pass);
  expect((await order(product_id, { idempotency_key })).body).toMatchObject({ success: true, replayed: true });
  await expectOneOrder(product_id);
});

it("sells each unit once among a hundred buyers, a third of whose answers are lost or refused", async () => {
  const product_id = await newProduct();
  onTransactions((attempt) =>
    attempt % 6 === 0 ? canceled("None", "TransactionConflict") : attempt % 6 === 3 ? lose : pass,
  );
  const buy = (index: number) => order(product_id, { idempotency_key: `buyer-${index}-${product_id}` });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => buy(index)));
  expect(tally(answers)).toEqual({ ok: 10, insufficient_stock: 90 });
  expect(await ordersOf(stage, product_id, startedAt)).toHaveLength(10);
  expect((await productOf(stage, product_id))["stock_quantity"]).toBe(0);
});

it.each([
  ["None", "ValidationError"],
  ["ValidationError", "TransactionConflict"],
  ["ItemCollectionSizeLimitExceeded", "None"],
  ["ConditionalCheckFailed", "ValidationError"],
])("takes %s, %s for a mistake of ours: an internal error, said once, tried once", async (...codes) => {
  const product_id = await newProduct();
  onTransactions(() => canceled(...codes));
  const { status, body } = await order(product_id);
  expect([status, body.code]).toEqual([500, "internal"]);
  expect(JSON.stringify(body)).not.toMatch(/validation|transact|fault of the test/i);
  expect(database.counts["TransactWriteItems"]).toBe(1);
  expect(server.failures).toHaveLength(1);
});

it("keeps reviews and returns to one as well, through conflicts and lost answers", async () => {
  const product_id = await newProduct();
  const { body: placed } = await order(product_id, { quantity: 3 });
  const [item] = await ordersOf(stage, product_id, startedAt);
  await putItem(stage, "orders", { ...item, status: "delivered", delivered_at: new Date().toISOString() });
  for (const fault of [canceled("None", "TransactionConflict"), lose]) {
    database.forget();
    onTransactions((attempt) => (attempt === 1 ? fault : pass));
    const args = { order_id: placed.order_id, reason: "Too many", items: [{ product_id, quantity: 1 }] };
    expect((await callRest(door, "initiate_return", args, { token })).body.success).toBe(true);
  }
  const returns = (await itemsOf(stage, "returns")).filter((one) => one["order_id"] === placed.order_id);
  expect(returns).toHaveLength(2);
  expect((await ordersOf(stage, product_id, startedAt))[0]?.["lines"][0].returned_quantity).toBe(2);

  const { rating_count } = await productOf(stage, product_id);
  database.forget();
  onTransactions((attempt) => (attempt === 1 ? canceled("TransactionConflict") : attempt === 2 ? lose : pass));
  const review = { product_id, rating: 5, review_text: "Good" };
  expect((await callRest(door, "write_product_review", review, { token })).body.success).toBe(true);
  expect((await productOf(stage, product_id))["rating_count"]).toBe(rating_count + 1);
});
