import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, type Door, openDoor } from "../support/doors.ts";
import { itemsOf, putItem } from "../support/faults-tables.ts";
import { openApp, openStage, type Stage } from "../support/stage.ts";

const many = 130;

let stage: Stage;
let door: Door;
let mine: string;
let theirs: string;

beforeAll(async () => {
  stage = await openStage();
  door = await openDoor("lambda", stage.app);
  mine = await stage.tokenOf("demo1@example.com");
  theirs = await stage.tokenOf("demo2@example.com");
  const [sample] = (await itemsOf(stage, "orders")).filter(
    (item) => item["customer_id"] === "cust-001" && item["lines"],
  );
  // Orders of the same instant, and few cancelled ones among many: what a page by time and a filter stumble over.
  const puts = Array.from({ length: many }, (_, index) =>
    putItem(stage, "orders", {
      ...sample,
      order_id: `ord-page-${index}`,
      created_at: new Date(Date.now() - Math.floor(index / 10) * 60_000).toISOString().replace(/\d\d\.\d+Z/, "00.000Z"),
      status: index % 40 === 7 ? "cancelled" : "placed",
    }),
  );
  await Promise.all(puts);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await stage.stop();
});

const history = (args: object, token = mine) => callRest(door, "get_order_history", args, { token });

async function walk(args: object): Promise<any[]> {
  const orders: any[] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await history({ ...args, ...(cursor && { cursor }) });
    expect(body.success).toBe(true);
    expect(body.order_count).toBe(body.orders.length);
    orders.push(...body.orders);
    cursor = body.next_cursor;
    if (cursor) expect(body.order_count).toBeGreaterThan(0);
    else {
      expect("next_cursor" in body).toBe(false);
      return orders;
    }
  }
}
const stored = async (status?: string): Promise<string[]> =>
  (await itemsOf(stage, "orders"))
    .filter((item) => item["customer_id"] === "cust-001" && item["lines"] && (!status || item["status"] === status))
    .map((item) => item["order_id"])
    .sort();

it.each([
  { limit: 1, status: "cancelled" },
  { limit: 2, status: "cancelled" },
  { limit: 50, status: "cancelled" },
  { limit: 7 },
  { limit: 10, response_format: "concise" },
  { limit: 50, status: "placed" },
  { limit: 3, status: "delivered" },
])("visits each order once, the newest first: %o", async (args) => {
  const orders = await walk(args);
  expect(orders.map((order) => order.order_id).sort()).toEqual(await stored(args.status));
  const times = orders.map((order) => order.created_at);
  expect(times).toEqual([...times].sort().reverse());
});

it("tells no more than there is when a page ends exactly with the list", async () => {
  const count = (await stored("cancelled")).length;
  const { body } = await history({ limit: count, status: "cancelled" });
  expect([body.order_count, "next_cursor" in body]).toEqual([count, false]);
});

it("refuses a cursor that is not one of this very list", async () => {
  const list = { limit: 5, status: "placed" };
  const cursor: string = (await history(list)).body.next_cursor;
  const [body = "", seal = ""] = cursor.split(".");
  const position = JSON.parse(Buffer.from(body, "base64url").toString());
  const moved = Buffer.from(JSON.stringify({ ...position, orderId: "ord-page-9" })).toString("base64url");
  const search = (await callRest(door, "search_products", { limit: 5 })).body.next_cursor;
  const other = (await history({ limit: 5, status: "delivered" })).body.next_cursor;
  const changed = [
    `${moved}.${seal}`,
    `${body}.${seal.slice(0, -1)}`,
    `${body}.${seal}A`,
    `${body}.${seal}.`,
    `${body}.`,
    `.${seal}`,
    `${body} .${seal}`,
    `${body}=.${seal}`,
    `${body}.${seal}==`,
    cursor.toLowerCase(),
    `${cursor}${cursor}`,
    search,
    other,
    ...Array.from({ length: 12 }, (_, index) => flip(cursor, Math.floor((index * cursor.length) / 12))),
  ];
  for (const wrong of changed) {
    const { status, body: told } = await history({ ...list, cursor: wrong });
    expect([wrong, status, told.code]).toEqual([wrong, 400, "invalid_cursor"]);
  }
  const filters = [{}, { status: "delivered" }, { status: "placed", since: "2020-01-01" }];
  for (const filter of filters)
    expect((await history({ limit: 5, ...filter, cursor })).body.code).toBe("invalid_cursor");
  expect((await history({ ...list, cursor }, theirs)).body.code).toBe("invalid_cursor");
  expect((await callRest(door, "search_products", { limit: 5, cursor })).body.code).toBe("invalid_cursor");
  expect((await history({ ...list, cursor })).body.success).toBe(true);
});

const flip = (text: string, at: number): string =>
  `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;

it("goes on with another page size, and on another server", async () => {
  const first = (await history({ limit: 5, status: "placed" })).body;
  const second = (await history({ limit: 9, status: "placed", cursor: first.next_cursor })).body;
  const { app, backend } = openApp(stage.config);
  await using there = await openDoor("container", app);
  const args = { limit: 9, status: "placed", cursor: first.next_cursor };
  expect((await callRest(there, "get_order_history", args, { token: mine })).body).toEqual(second);
  const ids = [...first.orders, ...second.orders].map((order) => order.order_id);
  expect(new Set(ids).size).toBe(14);
  backend.stop();
});

it("refuses a search cursor under other words, filters or order, and takes it back under its own", async () => {
  const list = { query: "laptop monitor", max_price: 5000, sort: "price_asc", limit: 1 };
  const { next_cursor: cursor } = (await callRest(door, "search_products", list)).body;
  const others = [
    { query: "laptop" },
    { max_price: 5001 },
    { min_price: 0 },
    { sort: "price_desc" },
    { in_stock_only: true },
  ];
  for (const change of [...others, { category: "Electronics" }, { group_id: "x" }]) {
    const { status, body } = await callRest(door, "search_products", { ...list, ...change, cursor });
    expect([status, body.code]).toEqual([400, "invalid_cursor"]);
  }
  expect((await callRest(door, "search_products", { ...list, cursor })).body.success).toBe(true);
});
