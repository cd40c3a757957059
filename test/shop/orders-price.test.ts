import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor, openDoor } from "../support/doors.ts";
import { allItems } from "../support/faults-tables.ts";
import { ask, channels } from "../support/shop/ask.ts";
import { once, openBetween } from "../support/shop/between.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";

describeEachDoor((open, name) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  /** Orders while the product changes between the tool's read and its write. */
  async function orderWhile(changes: object, args: object, channel: "rest" | "mcp") {
    const product_id = await floor.product({ price_minor: 1000, stock_quantity: 5 });
    const change = once(() => floor.change("products", product_id, changes));
    using between = openBetween(floor.stage, (ports) => ({
      async saveOrder(...sent) {
        await change();
        return ports.saveOrder(...sent);
      },
    }));
    await using door = await openDoor(name, between.app);
    const before = { ...(await allItems(floor.stage)), products: [] };
    const answer = await ask(
      door,
      { channel, tool: "order_product", args: { product_id, ...args } },
      { token: floor.mine },
    );
    return { ...answer, product_id, before, after: { ...(await allItems(floor.stage)), products: [] } };
  }

  describe.each(channels)("%s", (channel) => {
    it("refuses a price that changes between reading and writing, and writes nothing", async () => {
      for (const args of [{ expected_unit_price: 10 }, {}]) {
        const { body, before, after, product_id } = await orderWhile({ price_minor: 1001 }, args, channel);
        expect(body).toMatchObject({
          code: "price_changed",
          details: { unit_price: 10.01, unit_price_minor: 1001, currency: "USD" },
        });
        expect(after).toEqual(before);
        expect(await floor.stockOf(product_id)).toBe(5);
      }
    });

    it("refuses what is delisted or sold out between reading and writing", async () => {
      const delisted = await orderWhile({ status: "delisted" }, {}, channel);
      expect(delisted.body.code).toBe("product_unavailable");
      const sold = await orderWhile({ stock_quantity: 1 }, { quantity: 2 }, channel);
      expect(sold.body).toMatchObject({ code: "insufficient_stock", details: { available: 1 } });
      expect([delisted.after, sold.after]).toEqual([delisted.before, sold.before]);
    });

    it("keeps the name it read when only the name changes", async () => {
      const { body } = await orderWhile({ name: "Renamed" }, { expected_unit_price: "10.00" }, channel);
      expect(body).toMatchObject({ success: true, unit_price: 10, total_minor: 1000 });
    });

    it("replays an order after its product was delisted, sold out and priced anew", async () => {
      const product_id = await floor.product({ stock_quantity: 2 });
      const args = { product_id, quantity: 2, idempotency_key: `${name}-${channel}-replay`, expected_unit_price: 12.5 };
      const { body: first } = await floor.ask(channel, "order_product", args);
      expect(first).toMatchObject({ success: true, total_minor: 2500 });
      expect(first.replayed).toBeUndefined();
      for (const changes of [{ price_minor: 9 }, { stock_quantity: 0 }, { status: "delisted" }, { name: "Renamed" }]) {
        await floor.change("products", product_id, changes);
        const { body, headers } = await floor.ask(channel, "order_product", args);
        expect(body).toEqual({ ...first, replayed: true });
        if (channel === "rest") expect(headers.get("idempotent-replayed")).toBe("true");
      }
      const fresh = await floor.ask(channel, "order_product", { ...args, idempotency_key: `${name}-${channel}-new` });
      expect(fresh.body.code).toBe("product_unavailable");
    });
  });
});
