import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { allItems } from "../support/faults-tables.ts";
import { channels } from "../support/shop/ask.ts";
import { daysAgo, type Floor, must, openFloor } from "../support/shop/floor.ts";

describeEachDoor((open) => {
  let floor: Floor;
  let order_id: string;
  let [small, dear, cheap, alone] = ["", "", "", ""];

  beforeAll(async () => {
    floor = await openFloor(open, { RETURN_WINDOW_DAYS_BY_CATEGORY: "Shoes=5" });
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  beforeEach(async () => {
    const group_id = `group-${crypto.randomUUID()}`;
    const variant = (size: string, price_minor: number, stock_quantity: number) =>
      floor.product({ group_id, category: "Shoes", options: { size }, price_minor, stock_quantity });
    [small, dear, cheap] = [await variant("S", 1000, 10), await variant("L", 1750, 3), await variant("XS", 400, 3)];
    alone = await floor.product();
    order_id = (await floor.delivered(small, 4)).order_id;
  });
  const item = (new_product_id: string, quantity = 1, product_id = small) => ({ product_id, new_product_id, quantity });
  const resolve = (return_id: string, ...actions: readonly string[]) =>
    actions.reduce(async (before, action) => {
      await before;
      return must(await floor.staff("resolve_return", { return_id, action })).return;
    }, Promise.resolve<any>(undefined));

  describe.each(channels)("%s", (channel) => {
    const exchange = (more: object, token = floor.mine) =>
      floor.ask(channel, "request_exchange", { order_id, ...more }, { token });

    it("holds the new units, states the difference and counts the old ones as in a return", async () => {
      const { body } = await exchange({ items: [item(dear, 2), item(cheap)] });
      expect(body).toMatchObject({ success: true, order_id, status: "requested", currency: "USD" });
      expect(body.difference_minor).toBe(2 * 1750 + 400 - 3000);
      expect([await floor.stockOf(dear), await floor.stockOf(cheap), await floor.stockOf(small)]).toEqual([1, 2, 6]);
      const order = await floor.item("orders", order_id);
      expect(order.lines[0].returned_quantity).toBe(3);
      expect(order.returns).toMatchObject([{ return_id: body.exchange_id, status: "requested" }]);
      const { body: read } = await floor.ask(channel, "get_return", { return_id: body.exchange_id });
      expect(read.returns[0].exchange_for).toMatchObject([
        { product_id: dear, quantity: 2, unit_price: 17.5 },
        { product_id: cheap, quantity: 1, unit_price: 4 },
      ]);
      const down = await exchange({ items: [item(cheap)] });
      expect(down.body.difference_minor).toBe(-600);
    });

    it("sends the replacement once the old goods are back and paid for, at the price that was stated", async () => {
      const { exchange_id } = must(await exchange({ items: [item(dear, 2)] }));
      await floor.change("products", dear, { price_minor: 9999, status: "delisted", name: "Renamed" });
      const refunded = await resolve(exchange_id, "approve", "receive", "refund");
      expect(refunded).toMatchObject({ status: "refunded", refund_minor: 0 });
      const { replacement_order_id: id } = refunded;
      const { body } = await floor.ask(channel, "get_order", { order_id: id });
      expect(body.order).toMatchObject({ status: "placed", total_minor: 3500, exchange_of: exchange_id });
      expect(body.order.lines).toMatchObject([{ product_id: dear, quantity: 2, unit_price_minor: 1750 }]);
      expect([await floor.stockOf(dear), await floor.stockOf(small)]).toEqual([1, 8]);
      const history = await floor.ask(channel, "get_order_history", { limit: 1 });
      expect(history.body.orders[0].order_id).toBe(id);
      await floor.advance(id, "processing", "shipped", "delivered");
      const review = { product_id: dear, rating: 5, review_text: "Fits now." };
      expect(must(await floor.ask(channel, "write_product_review", review)).verified_purchase).toBe(true);
    });

    it("pays back what the new goods cost less", async () => {
      const { exchange_id } = must(await exchange({ items: [item(cheap, 2)] }));
      expect(await resolve(exchange_id, "approve", "receive", "refund")).toMatchObject({ refund_minor: 1200 });
    });

    it.each(["reject", "cancel"])("lets go of the held units on %s, and of the old ones", async (action) => {
      const { exchange_id } = must(await exchange({ items: [item(dear, 3)] }));
      expect(await floor.stockOf(dear)).toBe(0);
      await resolve(exchange_id, action);
      expect(await floor.stockOf(dear)).toBe(3);
      expect((await floor.item("orders", order_id)).lines[0].returned_quantity).toBe(0);
      expect((await exchange({ items: [item(dear, 3)] })).body.success).toBe(true);
    });

    it("refuses what is no variant, not there, bought in smaller number, or past the window; and writes nothing", async () => {
      const refusal = async (items: object[], token?: string) => {
        const before = await allItems(floor.stage);
        const { body } = await exchange({ items }, token);
        expect(body.success).toBe(false);
        expect(await allItems(floor.stage)).toEqual(before);
        return body.code;
      };
      expect(await refusal([item(alone)])).toBe("invalid_argument");
      expect(await refusal([item(small)])).toBe("invalid_argument");
      expect(await refusal([item(dear, 1, alone)])).toBe("invalid_argument");
      expect(await refusal([item("prod-none")])).toBe("product_not_found");
      expect(await refusal([item(dear, 4)])).toBe("insufficient_stock");
      expect(await refusal([item(dear, 3), item(cheap, 2)])).toBe("nothing_left_to_return");
      expect(await refusal([item(dear, 2), item(dear, 2)])).toBe("insufficient_stock");
      expect(await refusal([item(dear)], floor.theirs)).toBe("order_not_found");
      await floor.change("products", dear, { status: "delisted" });
      expect(await refusal([item(dear)])).toBe("product_unavailable");
      await floor.change("orders", order_id, { delivered_at: daysAgo(5.1) });
      expect(await refusal([item(cheap)])).toBe("return_window_closed");
    });

    it("names the argument that is wrong as the caller wrote it", async () => {
      const { body } = await exchange({ items: [item(dear), item(alone)] });
      expect([body.code, body.details.path]).toEqual(["invalid_argument", "items.1.new_product_id"]);
    });

    it("answers a retry with the first exchange, and refuses its key for another", async () => {
      const idempotency_key = `exchange-${channel}-${order_id}`;
      const first = must(await exchange({ items: [item(dear)], idempotency_key }));
      expect((await exchange({ items: [item(dear)], idempotency_key })).body).toEqual({ ...first, replayed: true });
      expect((await exchange({ items: [item(cheap)], idempotency_key })).body.code).toBe("idempotency_conflict");
      expect([await floor.stockOf(dear), await floor.stockOf(cheap)]).toEqual([2, 3]);
    });
  });

  it("refuses an exchange of what was not delivered", async () => {
    const placed = await floor.buy(small);
    const { body } = await floor.ask("rest", "request_exchange", { order_id: placed.order_id, items: [item(dear)] });
    expect(body).toMatchObject({ code: "not_delivered", details: { status: "placed" } });
  });

  it("sends no more than has come back: what did not arrive is not exchanged", async () => {
    const sent = { order_id, items: [item(dear, 2)] };
    const { exchange_id } = must(await floor.ask("rest", "request_exchange", sent));
    await resolve(exchange_id, "approve", "in_transit");
    const nothing = [{ product_id: small, good_quantity: 0, damaged_quantity: 0 }];
    await floor.staff("resolve_return", { return_id: exchange_id, action: "receive", items: nothing });
    await floor.staff("resolve_return", { return_id: exchange_id, action: "refund" });
    const { lines } = await floor.item("orders", order_id);
    const made = await floor.item("returns", exchange_id);
    const replacement = made.replacement_order_id && (await floor.item("orders", made.replacement_order_id));
    const kept = lines[0].quantity - lines[0].returned_quantity;
    const given = replacement?.lines[0].quantity ?? 0;
    expect([kept, kept + given]).toEqual([4, 4]);
  });
});
