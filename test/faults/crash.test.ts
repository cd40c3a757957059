import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toOrder } from "@shop/aws";
import { type Engine, startEngine } from "@shop/local";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest } from "../support/doors.ts";
import { itemsOf, productOf, putItem } from "../support/faults-tables.ts";
import { type ServerProcess, startServer } from "../support/server-process.ts";
import { openStage, type Stage } from "../support/stage.ts";

const buyers = 8;
const stockOfEach = 500;
const products = ["prod-crash-1", "prod-crash-2", "prod-crash-3"];

/** One decision of one customer, and what the server said of it before it was gone. */
interface Decision {
  readonly key: string;
  readonly token: string;
  readonly productId: string;
  readonly quantity: number;
  answer?: any;
}

let stage: Stage;
let engine: Engine;
let server: ServerProcess;
const dataDir = mkdtempSync(join(tmpdir(), "shop-crash-"));
const decisions: Decision[] = [];

beforeAll(async () => {
  stage = await openStage({ dataDir });
  engine = stage.engine;
  for (const product_id of products)
    await putItem(stage, "products", {
      ...(await productOf(stage, "prod-e9075764")),
      product_id,
      stock_quantity: stockOfEach,
    });
  server = await startServer({ ...stage.env, LOG_LEVEL: "WARN" });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await engine.stop();
  await stage.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Notes the answer when the order stands; throws when nobody knows: no answer, or a database that died first. */
async function send(decision: Decision): Promise<void> {
  const { key, token, productId, quantity } = decision;
  const args = { product_id: productId, quantity, idempotency_key: key };
  const { status, body } = await callRest(server, "order_product", args, { token });
  if (status >= 500) throw new Error(body.code);
  decision.answer = body;
}

/** Buys one thing after the other until the server is gone. */
async function buyUntilTheEnd(round: number, buyer: number): Promise<void> {
  const token = await stage.tokenOf(`demo${buyer + 1}@example.com`);
  for (let count = 0; ; count++) {
    const productId = products[(buyer + count) % products.length] ?? "";
    const decision = { key: `${round}-${buyer}-${count}`, token, productId, quantity: 1 + (count % 3) };
    decisions.push(decision);
    try {
      await send(decision);
    } catch {
      return;
    }
  }
}

const answered = () => decisions.filter(({ answer }) => answer !== undefined);

async function crash(afterAnswers: number): Promise<void> {
  while (answered().length < afterAnswers) await new Promise((resolve) => setTimeout(resolve, 2));
  process.kill(engine.pid ?? 0, "SIGKILL");
  await Promise.all([server.kill(), engine.exited]);
}

async function restart(): Promise<void> {
  engine = await startEngine({ dataDir, port: Number(new URL(engine.url).port) });
  server = await startServer({ ...stage.env, LOG_LEVEL: "WARN" });
}

/** What the tables say of our three products: which orders, and that each unit is either sold or there. */
async function ordersInTables() {
  const items = (await itemsOf(stage, "orders")).filter((item) => products.includes(item["product_id"]));
  const orders = items.map(toOrder);
  for (const productId of products) {
    const lines = orders.flatMap((order) => order.lines).filter((line) => line.productId === productId);
    const sold = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    expect((await productOf(stage, productId))["stock_quantity"] + sold).toBe(stockOfEach);
  }
  return new Map(orders.map((order) => [order.orderId, order]));
}

it.each([1, 2])(
  "keeps every order it confirmed when server and database are killed in the middle (round %i)",
  async (round) => {
    const buying = Array.from({ length: buyers }, (_, buyer) => buyUntilTheEnd(round, buyer));
    await crash(answered().length + 60);
    await Promise.all(buying);
    await restart();

    const found = await ordersInTables();
    for (const { answer, quantity, productId } of answered()) {
      expect(answer.success).toBe(true);
      const order = found.get(answer.order_id);
      expect(order).toMatchObject({ status: "placed", lines: [{ productId, quantity }] });
      expect(Number(order?.totalMinor)).toBe(answer.total_minor);
    }

    // Those who never heard ask again with their keys: the same order if it was made, a new one if not.
    const unsure = decisions.filter(({ answer }) => answer === undefined);
    expect(unsure.length).toBeGreaterThan(0);
    await Promise.all(unsure.map(send));
    for (const { answer } of unsure) {
      expect(answer.success).toBe(true);
      expect(answer.replayed === true).toBe(found.has(answer.order_id));
    }
    const all = await ordersInTables();
    expect([...all.keys()].sort()).toEqual(decisions.map(({ answer }) => answer.order_id).sort());
  },
);
