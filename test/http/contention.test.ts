import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { callRest, type Door, describeEachDoor } from "../support/doors.ts";
import { callMcp, tally } from "../support/faults-calls.ts";
import { allItems, changeProduct, itemsOf, ordersOf, productOf, putItem } from "../support/faults-tables.ts";
import { openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";
const emails = Array.from({ length: 10 }, (_, index) => `demo${index + 1}@example.com`);
const times = <Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)));

/** Asks again with the same key, as a client should, when a busy machine could not answer in time. */
async function untilAnswered<Answer extends { readonly status: number }>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask();
    if (answer.status < 500 || tries === 5) return answer;
    await sleep(Math.random() * 1000 * tries);
  }
}

describeEachDoor((open, name) => {
  let stage: Stage;
  let door: Door;
  let tokens: string[];
  let startedAt: string;

  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
    tokens = await Promise.all(emails.map((email) => stage.tokenOf(email)));
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
  });
  beforeEach(() => {
    startedAt = new Date().toISOString();
  });

  /** A product of its own for each test. */
  async function newProduct(stock_quantity: number): Promise<string> {
    const product_id = `prod-${name}-${crypto.randomUUID()}`;
    await putItem(stage, "products", { ...(await productOf(stage, laptop)), product_id, stock_quantity });
    return product_id;
  }
  const order = (product_id: string, more: object = {}, { token = tokens[0], headers = {} } = {}) =>
    callRest(door, "order_product", { product_id, ...more }, { token, headers });

  it("sells fifty of two hundred asked for at once, and not one more", async () => {
    const product_id = await newProduct(50);
    const answers = await times(200, (index) => {
      const token = tokens[index % tokens.length];
      const args = { product_id, idempotency_key: `buyer-${index}` };
      return untilAnswered(() =>
        index % 2 === 0
          ? callRest(door, "order_product", args, { token })
          : callMcp(door, "order_product", args, { token }),
      );
    });
    const { ok = 0, replayed = 0, ...refused } = tally(answers);
    expect([ok + replayed, refused]).toEqual([50, { insufficient_stock: 150 }]);
    for (const { body } of answers.filter((answer) => !answer.body.success))
      expect(body.details).toEqual({ available: 0 });
    expect((await productOf(stage, product_id))["stock_quantity"]).toBe(0);
    const written = await ordersOf(stage, product_id, startedAt);
    const told = answers.filter((answer) => answer.body.success).map((answer) => answer.body.order_id);
    expect(written.map((item) => item["order_id"]).sort()).toEqual(told.sort());
  });

  it("makes one order of one key sent forty times at once", async () => {
    const product_id = await newProduct(50);
    const headers = { "idempotency-key": "the same decision" };
    const answers = await times(40, () => order(product_id, { quantity: 2 }, { headers }));
    expect(tally(answers)).toEqual({ ok: 1, replayed: 39 });
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get("idempotent-replayed")).toBe(answer.body.replayed ? "true" : null);
    }
    expect(new Set(answers.map(({ body: { replayed, ...rest } }) => JSON.stringify(rest))).size).toBe(1);
    expect((await productOf(stage, product_id))["stock_quantity"]).toBe(48);
    expect(await ordersOf(stage, product_id, startedAt)).toHaveLength(1);
  });

  it("refuses the same key for something else, and keeps one customer's keys apart from another's", async () => {
    const product_id = await newProduct(50);
    const idempotency_key = "a key used twice";
    const first = await order(product_id, { idempotency_key });
    const other = await order(product_id, { idempotency_key, quantity: 2 });
    expect([other.status, other.body.code]).toEqual([422, "idempotency_conflict"]);
    expect(other.headers.get("idempotent-replayed")).toBeNull();
    const neighbour = await order(product_id, { idempotency_key, quantity: 2 }, { token: tokens[1] });
    expect(neighbour.body).toMatchObject({ success: true, quantity: 2 });
    expect(neighbour.body.order_id).not.toBe(first.body.order_id);
    expect((await productOf(stage, product_id))["stock_quantity"]).toBe(47);
  });

  it("replays an order after its product changed its price, sold out and was delisted", async () => {
    const product_id = await newProduct(1);
    const idempotency_key = "bought before";
    const { body: placed } = await order(product_id, { idempotency_key });
    expect(placed.success).toBe(true);
    for (const change of [{ price_minor: 1 }, { stock_quantity: 0 }, { status: "delisted" }]) {
      await changeProduct(stage, product_id, change);
      const again = await order(product_id, { idempotency_key });
      expect(again.body).toEqual({ ...placed, replayed: true });
      const overMcp = await callMcp(door, "order_product", { product_id, idempotency_key }, { token: tokens[0] });
      expect(overMcp.body).toEqual({ ...placed, replayed: true });
    }
    expect((await order(product_id)).body.code).toBe("product_unavailable");
  });

  it("asks before a second order of the same thing within minutes over MCP, and never over REST", async () => {
    const product_id = await newProduct(50);
    const buy = (more: object = {}, token = tokens[2]) =>
      callMcp(door, "order_product", { product_id, ...more }, { token });
    const first = await buy();
    const second = await buy();
    expect(second.body).toMatchObject({ code: "possible_duplicate", details: { order_id: first.body.order_id } });
    expect(second.message.result.isError).toBe(true);
    expect(tally([await buy({ quantity: 2 }), await buy({ allow_duplicate: true }), await buy({}, tokens[3])])).toEqual(
      { ok: 3 },
    );
    const third = await buy();
    expect(third.body.code).toBe("possible_duplicate");
    expect(third.body.details.order_id).not.toBe(first.body.order_id);
    const overRest = [1, 2].map(() => order(product_id, {}, { token: tokens[2] }));
    expect(tally(await Promise.all(overRest))).toEqual({ ok: 2 });
    expect(await ordersOf(stage, product_id, startedAt)).toHaveLength(6);
  });

  it("lets one of ten identical orders at once through over MCP", async () => {
    const product_id = await newProduct(50);
    const answers = await times(10, () => callMcp(door, "order_product", { product_id }, { token: tokens[4] }));
    expect(tally(answers)).toEqual({ ok: 1, possible_duplicate: 9 });
    expect((await productOf(stage, product_id))["stock_quantity"]).toBe(49);
  });

  it("takes one of thirty reviews at once, and moves the rating once", async () => {
    const product_id = await newProduct(5);
    await order(product_id);
    const { rating_sum, rating_count } = await productOf(stage, product_id);
    const review = { product_id, rating: 4, review_text: "Good." };
    const answers = await times(30, () => callRest(door, "write_product_review", review, { token: tokens[0] }));
    expect(tally(answers)).toEqual({ ok: 1, already_reviewed: 29 });
    expect(await productOf(stage, product_id)).toMatchObject({
      rating_sum: rating_sum + 4,
      rating_count: rating_count + 1,
    });
    const written = (await itemsOf(stage, "reviews")).filter((item) => item["product_id"] === product_id);
    expect(written).toHaveLength(1);
  });

  it("takes back three units of a line of three, however many ask at once", async () => {
    const product_id = await newProduct(5);
    const { body: placed } = await order(product_id, { quantity: 3 });
    const [item] = await ordersOf(stage, product_id, startedAt);
    await putItem(stage, "orders", { ...item, status: "delivered", delivered_at: new Date().toISOString() });
    const args = { order_id: placed.order_id, reason: "Too many", items: [{ product_id, quantity: 1 }] };
    const answers = await times(30, () => callRest(door, "initiate_return", args, { token: tokens[0] }));
    expect(tally(answers)).toEqual({ ok: 3, already_returned: 27 });
    const [after] = await ordersOf(stage, product_id, startedAt);
    expect(after?.["lines"][0].returned_quantity).toBe(3);
    const made = (await itemsOf(stage, "returns")).filter((one) => one["order_id"] === placed.order_id);
    expect(made.map((one) => one["items"][0].quantity)).toEqual([1, 1, 1]);
  });

  it("refuses a price that is no longer right, names the right one and writes nothing", async () => {
    const product_id = await newProduct(5);
    await changeProduct(stage, product_id, { price_minor: 98_926 });
    const before = await allItems(stage);
    for (const expected_unit_price of [989.25, 989.27, 989.264, 0, 98_926]) {
      const { status, body } = await order(product_id, { expected_unit_price });
      expect([status, body.code]).toEqual([409, "price_changed"]);
      expect(body.details).toEqual({ unit_price: 989.26, unit_price_minor: 98_926, currency: "USD" });
    }
    expect(await allItems(stage)).toEqual(before);
    expect((await order(product_id, { expected_unit_price: 989.26 })).body.success).toBe(true);
  });
});
