import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, type Door, describeEachDoor, ownHeaders } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { allItems, itemsOf } from "../support/faults-tables.ts";
import { openStage, type Stage } from "../support/stage.ts";

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;
  let mine: string;
  let theirs: string;

  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
    mine = await stage.tokenOf("demo1@example.com");
    theirs = await stage.tokenOf("demo2@example.com");
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
    expect(stage.failures).toEqual([]);
  });

  const returnable = async (token: string): Promise<string> => {
    const { body } = await callRest(door, "get_order_history", { limit: 50 }, { token });
    return body.orders.find((order: any) => order.allowed_actions.return.allowed).order_id;
  };
  const everyPage = async (token: string): Promise<any[]> => {
    const orders: any[] = [];
    for (let cursor: string | undefined; ; ) {
      const { body } = await callRest(door, "get_order_history", { limit: 3, ...(cursor && { cursor }) }, { token });
      orders.push(...body.orders);
      cursor = body.next_cursor;
      if (!cursor) return orders;
    }
  };

  it("answers for another customer's order exactly as for one that does not exist", async () => {
    const before = await allItems(stage);
    const ask = async (order_id: string, items?: object[]) => {
      const response = await door.fetch(`${door.url}/tools/initiate_return`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${mine}` },
        body: JSON.stringify({ order_id, reason: "Not mine", ...(items && { items }) }),
      });
      return { status: response.status, headers: ownHeaders(response), text: await response.text() };
    };
    const [order] = (await itemsOf(stage, "orders")).filter(
      (item) => item["customer_id"] === "cust-002" && item["lines"],
    );
    const foreign = await returnable(theirs);
    const missing = await ask("ord-00000000000000000000");
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.text)).toMatchObject({ code: "order_not_found", error: "Order not found" });
    expect(await ask(foreign)).toEqual(missing);
    expect(await ask(order?.["order_id"])).toEqual(missing);
    expect(await ask(foreign, [{ product_id: "prod-e9075764", quantity: 99 }])).toEqual(missing);

    const overMcp = async (order_id: string) => {
      const { status, message } = await callMcp(
        door,
        "initiate_return",
        { order_id, reason: "Not mine" },
        { token: mine },
      );
      return { status, message };
    };
    expect(await overMcp(foreign)).toEqual(await overMcp("ord-00000000000000000000"));
    expect(await allItems(stage)).toEqual(before);
  });

  it("shows each customer their own orders, all of them, and nobody else's", async () => {
    const stored = (await itemsOf(stage, "orders")).filter((item) => item["lines"]);
    for (const [token, customer] of [
      [mine, "cust-001"],
      [theirs, "cust-002"],
    ] as const) {
      const own = stored.filter((item) => item["customer_id"] === customer).map((item) => item["order_id"]);
      expect((await everyPage(token)).map((order) => order.order_id).sort()).toEqual(own.sort());
    }
  });

  it("refuses a customer_id among the arguments by its name, in whatever spelling", async () => {
    const order_id = await returnable(mine);
    const calls: [string, object][] = [
      ["get_order_history", {}],
      ["order_product", { product_id: "prod-e9075764" }],
      ["write_product_review", { product_id: "prod-e9075764", rating: 5, review_text: "Good" }],
      ["initiate_return", { order_id, reason: "Too big" }],
      ["search_products", {}],
    ];
    const before = await allItems(stage);
    for (const [tool, args] of calls)
      for (const name of ["customer_id", "customerId", "sub", "user_id"]) {
        const sent = { ...args, [name]: "cust-002" };
        for (const { status, body } of [
          await callRest(door, tool, sent, { token: mine }),
          { ...(await callMcp(door, tool, sent, { token: mine })), status: 400 },
        ]) {
          expect([status, body.code]).toEqual([400, "invalid_argument"]);
          expect(body.error).toContain(`Unknown argument ${name}`);
          expect(body.details.path).toBe(name);
        }
      }
    expect(await allItems(stage)).toEqual(before);
  });

  it("takes the customer from the token alone: headers, query and cookies name nobody", async () => {
    const response = await door.fetch(`${door.url}/tools/get_order_history?customer_id=cust-002&limit=1`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${mine}`,
        "x-customer-id": "cust-002",
        cookie: "customer_id=cust-002",
      },
      body: JSON.stringify({ limit: 50 }),
    });
    const { orders } = (await response.json()) as any;
    const own = (await everyPage(mine)).map((order) => order.order_id);
    expect(orders.map((order: any) => order.order_id)).toEqual(own);
  });

  it("keeps the same idempotency key of two customers apart, for orders and for returns", async () => {
    const idempotency_key = "shared-key";
    const ids = new Set<string>();
    for (const token of [mine, theirs]) {
      const order = await callRest(door, "order_product", { product_id: "prod-e9075764", idempotency_key }, { token });
      const back = await callRest(
        door,
        "initiate_return",
        { order_id: await returnable(token), reason: "Too big", idempotency_key },
        { token },
      );
      expect([order.body.success, back.body.success, order.body.replayed, back.body.replayed]).toEqual([
        true,
        true,
        undefined,
        undefined,
      ]);
      ids.add(order.body.order_id).add(back.body.return_id);
    }
    expect(ids.size).toBe(4);
  });
});
