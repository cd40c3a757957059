import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, describeEachDoor, openDoor } from "../support/doors.ts";
import { openFaultyDatabase } from "../support/faults.ts";
import { tally } from "../support/faults-calls.ts";
import { allItems } from "../support/faults-tables.ts";
import { channels } from "../support/shop/ask.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";
import { openApp } from "../support/stage.ts";

const reason = "Changed my mind";

describeEachDoor((open, name) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  it.each(channels)(
    "cancels a placed or processing order over %s and puts its units back on the shelf",
    async (channel) => {
      for (const steps of [[], ["processing"]]) {
        const product_id = await floor.product({ stock_quantity: 10 });
        const { order_id } = await floor.buy(product_id, 4);
        await floor.advance(order_id, ...steps);
        expect(await floor.stockOf(product_id)).toBe(6);
        const { body } = await floor.ask(channel, "cancel_order", { order_id, reason });
        expect(body).toEqual({
          success: true,
          order_id,
          status: "cancelled",
          refund: 50,
          refund_minor: 5000,
          currency: "USD",
        });
        expect(await floor.stockOf(product_id)).toBe(10);
        const item = await floor.item("orders", order_id);
        expect(item.status).toBe("cancelled");
        expect(item.history.at(-1)).toMatchObject({ to: "cancelled", note: reason, by: { tool: "cancel_order" } });
      }
    },
  );

  it.each(channels)(
    "refuses over %s to cancel what has shipped, arrived or been cancelled, and moves nothing",
    async (channel) => {
      for (const steps of [["processing", "shipped"], ["processing", "shipped", "delivered"], ["cancelled"]]) {
        const { order_id } = await floor.buy(await floor.product());
        await floor.advance(order_id, ...steps);
        const before = await allItems(floor.stage);
        const { status, isError, body } = await floor.ask(channel, "cancel_order", { order_id, reason });
        expect([status, isError]).toEqual([channel === "rest" ? 409 : 200, true]);
        expect(body).toMatchObject({ code: "order_not_cancellable", details: { status: steps.at(-1) } });
        expect(await allItems(floor.stage)).toEqual(before);
      }
    },
  );

  it("restocks a product that is no longer sold", async () => {
    const product_id = await floor.product({ stock_quantity: 3 });
    const { order_id } = await floor.buy(product_id, 2);
    await floor.change("products", product_id, { status: "delisted", price_minor: 1 });
    expect((await floor.ask("rest", "cancel_order", { order_id, reason })).body.success).toBe(true);
    expect(await floor.stockOf(product_id)).toBe(3);
  });

  it("answers for somebody else's order as for one that does not exist", async () => {
    const { order_id } = await floor.buy(await floor.product());
    const sent = (id: string) => floor.ask("rest", "cancel_order", { order_id: id, reason }, { token: floor.theirs });
    const [foreign, missing] = [await sent(order_id), await sent("ord-00000000000000000000")];
    expect([foreign.status, foreign.body]).toEqual([404, missing.body]);
    expect((await floor.item("orders", order_id)).status).toBe("placed");
  });

  it("lets one of ten at once cancel, and restocks once", async () => {
    const product_id = await floor.product({ stock_quantity: 9 });
    const { order_id } = await floor.buy(product_id, 5);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => floor.ask("rest", "cancel_order", { order_id, reason })),
    );
    expect(tally(answers)).toEqual({ ok: 1, order_not_cancellable: 9 });
    expect(await floor.stockOf(product_id)).toBe(9);
  });

  it("leaves no order both cancelled and shipped when both are asked for at once", async () => {
    for (let round = 0; round < 8; round++) {
      const product_id = await floor.product({ stock_quantity: 5 });
      const { order_id } = await floor.buy(product_id);
      await floor.advance(order_id, "processing");
      const [cancelled, shipped] = await Promise.all([
        floor.ask("rest", "cancel_order", { order_id, reason }),
        floor.staff("advance_order", { order_id, status: "shipped" }),
      ]);
      expect([cancelled.body.success, shipped.body.success].filter(Boolean)).toHaveLength(1);
      const { status, history } = await floor.item("orders", order_id);
      expect(status).toBe(cancelled.body.success ? "cancelled" : "shipped");
      expect(history).toHaveLength(3);
      expect(await floor.stockOf(product_id)).toBe(cancelled.body.success ? 5 : 4);
    }
  });

  it("cancels in one transaction and nothing else, once even when its answer is lost", async () => {
    const database = await openFaultyDatabase(floor.stage.engine.url);
    const { app, backend } = openApp({ ...floor.stage.config, dynamodbEndpoint: database.url });
    await using door = await openDoor(name, app);
    const product_id = await floor.product({ stock_quantity: 5 });
    const { order_id } = await floor.buy(product_id, 2);
    const token = floor.mine;
    database.meddle = (operation, attempt) =>
      operation === "TransactWriteItems" && attempt === 1 ? { kind: "lose" } : { kind: "pass" };
    const { body } = await callRest(door, "cancel_order", { order_id, reason }, { token });
    expect(body).toMatchObject({ success: true, status: "cancelled" });
    expect(database.counts["TransactWriteItems"]).toBe(2);
    for (const operation of ["PutItem", "UpdateItem", "BatchWriteItem"])
      expect(database.counts[operation]).toBeUndefined();
    expect(await floor.stockOf(product_id)).toBe(5);
    expect((await floor.item("orders", order_id)).history).toHaveLength(2);
    backend.stop();
    await database.stop();
  });
});
