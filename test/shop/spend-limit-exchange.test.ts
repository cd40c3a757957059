import { afterAll, beforeAll, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { allItems, itemsOf } from "../support/faults-tables.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";

const [cheap, dear] = [1000, 6000];

describeEachDoor((open) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open, { DAILY_SPEND_LIMIT_MINOR: "17000" });
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  /** A customer who has had two for ten dollars each, and now wants those for sixty. */
  async function delivered(name: string) {
    const token = await floor.stage.tokenOf(`${name}@example.com`);
    const group_id = crypto.randomUUID();
    const [product_id, new_product_id] = [
      await floor.product({ price_minor: cheap, group_id }),
      await floor.product({ price_minor: dear, group_id }),
    ];
    const { order_id } = await floor.delivered(product_id, 2, { token });
    const customer_id = (await floor.item("orders", order_id))["customer_id"];
    const exchange = (quantity = 1) =>
      floor.ask("rest", "request_exchange", { order_id, items: [{ product_id, new_product_id, quantity }] }, { token });
    const resolve = async (return_id: string, action: string, more: object = {}) =>
      (await floor.staff("resolve_return", { return_id, action, ...more })).body;
    const counted = async () =>
      (await itemsOf(floor.stage, "auth")).find((item) => item["pk"].startsWith(`spent#${customer_id}#`))?.[
        "spent_minor"
      ];
    return { token, product_id, exchange, resolve, counted };
  }

  it("an exchange counts what it costs more, and gives it back when it is called off", async () => {
    const { exchange, resolve, counted } = await delivered("demo1");
    const { body } = await exchange(2);
    expect([body.success, body.difference_minor, await counted()]).toEqual([true, 10_000, 2000 + 10_000]);
    await resolve(body.exchange_id, "reject");
    expect(await counted()).toBe(2000);
  });

  it("an exchange is refused, and moves nothing, when the day has no room for it", async () => {
    const { token, exchange } = await delivered("demo2");
    await floor.buy(await floor.product({ price_minor: 10_001 }), 1, { token });
    const before = await allItems(floor.stage);
    const { body } = await exchange();
    expect(body).toMatchObject({ code: "spend_limit_exceeded", details: { remaining: 49.99 } });
    expect(await allItems(floor.stage)).toEqual(before);
  });

  it("an exchange counts for what arrived, and gives back what is cancelled of the replacement", async () => {
    const { token, product_id, exchange, resolve, counted } = await delivered("demo3");
    const { exchange_id } = (await exchange(2)).body;
    await resolve(exchange_id, "approve");
    await resolve(exchange_id, "receive", { items: [{ product_id, good_quantity: 1, damaged_quantity: 0 }] });
    expect(await counted()).toBe(2000 + 5000);
    const { replacement_order_id } = (await resolve(exchange_id, "refund")).return;
    expect(await counted()).toBe(2000 + 5000);
    await floor.ask("rest", "cancel_order", { order_id: replacement_order_id, reason: "No" }, { token });
    expect(await counted()).toBe(2000);
  });
});
