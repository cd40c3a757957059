import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { allItems } from "../support/faults-tables.ts";
import { channels } from "../support/shop/ask.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";

const address = { street: " 1 New\u202e Street ", city: "Bath", state: "BNE", zip_code: "BA1", country: "GB" };
const clean = { ...address, street: "1 New Street" };

describeEachDoor((open) => {
  let floor: Floor;
  let order_id: string;
  let [small, large, dear, alone]: string[] = [];
  const id = (value: string | undefined): string => value ?? "";

  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  beforeEach(async () => {
    const group_id = `group-${crypto.randomUUID()}`;
    const variant = (size: string, price_minor: number, stock_quantity: number) =>
      floor.product({ group_id, options: { size }, price_minor, stock_quantity });
    [small, large, dear] = [await variant("S", 1000, 10), await variant("L", 1000, 10), await variant("XL", 1750, 3)];
    alone = await floor.product();
    order_id = (await floor.buy(small, 4)).order_id;
  });
  const swap = (product_id: string | undefined, new_product_id: string | undefined, quantity = 1) => ({
    product_id,
    new_product_id,
    quantity,
  });

  describe.each(channels)("%s", (channel) => {
    const update = (more: object, token?: string) =>
      floor.ask(channel, "update_order", { order_id, ...more }, token ? { token } : {});
    const refusal = async (more: object, token?: string) => {
      const before = await allItems(floor.stage);
      const { body } = await update(more, token);
      expect(body.success).toBe(false);
      expect(await allItems(floor.stage)).toEqual(before);
      return [body.code, body.details?.path];
    };

    it("changes the address of the order alone, cleaned, and shows it to programs but not to agents", async () => {
      const { body } = await update({ shipping_address: address });
      expect(JSON.stringify(body)).not.toContain("New Street");
      expect((await floor.item("orders", order_id)).shipping_address).toEqual(clean);
      expect((await floor.item("customers", "cust-001")).shipping_address.street).toBe("418 Alder Street");
      const read = await floor.ask(channel, "get_order", { order_id });
      expect(read.body.order.shipping_address).toEqual(channel === "rest" ? clean : undefined);
      expect(read.body.order.history.at(-1)).toMatchObject({ tool: "update_order", note: "changed shipping_address" });
    });

    it("names the field of an address that is wrong", async () => {
      const bad: [string, object][] = [
        ["street", { street: undefined }],
        ["street", { street: "" }],
        ["street", { street: " \u200b " }],
        ["street", { street: "x".repeat(201) }],
        ["city", { city: 7 }],
        ["country", { country: null }],
        ["zip_code", { zip_code: ["1"] }],
        ["planet", { planet: "Earth" }],
      ];
      for (const [field, change] of bad)
        expect(await refusal({ shipping_address: { ...address, ...change } })).toEqual([
          "invalid_argument",
          `shipping_address.${field}`,
        ]);
    });

    it("takes a payment method of the customer only", async () => {
      must(await update({ payment_method_id: "pm-001-2" }));
      expect((await floor.item("orders", order_id)).payment_method).toMatchObject({ last_four: "1881" });
      const { body } = await update({ payment_method_id: "pm-002-1" });
      expect(body).toMatchObject({
        code: "invalid_argument",
        details: { path: "payment_method_id", allowed: ["pm-001-1", "pm-001-2"] },
      });
    });

    it("swaps units for another variant at its price of today, in total, lines and stock", async () => {
      const { body } = await update({ replace_items: [swap(small, dear, 3)] });
      expect(body.order.total_minor).toBe(1000 + 3 * 1750);
      expect(body.order.lines).toMatchObject([
        { line_id: "l1", product_id: small, quantity: 1, unit_price_minor: 1000 },
        { line_id: "l2", product_id: dear, quantity: 3, unit_price_minor: 1750 },
      ]);
      expect((await floor.item("orders", order_id)).lines[1].options).toEqual({ size: "XL" });
      expect([await floor.stockOf(id(small)), await floor.stockOf(id(dear))]).toEqual([9, 0]);
      must(await update({ replace_items: [swap(dear, large, 3), swap(small, large)] }));
      const item = await floor.item("orders", order_id);
      expect([item.total_minor, item.product_id]).toEqual([4000, large]);
      expect([await floor.stockOf(id(small)), await floor.stockOf(id(large)), await floor.stockOf(id(dear))]).toEqual([
        10, 6, 3,
      ]);
      must(await floor.ask(channel, "cancel_order", { order_id, reason: "All of it" }));
      expect(await floor.stockOf(id(large))).toBe(10);
    });

    it("knows a purchase by what the order holds after the swap, and no longer by what it held", async () => {
      must(await update({ replace_items: [swap(small, large), swap(small, dear, 3)] }));
      const review = (product_id: string | undefined) =>
        floor.ask(channel, "write_product_review", { product_id, rating: 5, review_text: "Good." });
      expect((await review(small)).body.code).toBe("not_purchased");
      expect([(await review(large)).body.success, (await review(dear)).body.success]).toEqual([true, true]);
    });

    it("refuses what is not another variant on sale, with enough of it, in one piece with the rest", async () => {
      await floor.change("products", id(large), { status: "delisted" });
      expect(await refusal({ replace_items: [swap(small, alone)] })).toEqual([
        "invalid_argument",
        "replace_items.0.new_product_id",
      ]);
      expect(await refusal({ replace_items: [swap(small, small)] })).toEqual([
        "invalid_argument",
        "replace_items.0.new_product_id",
      ]);
      expect(await refusal({ replace_items: [swap(small, dear, 5)] })).toEqual([
        "invalid_argument",
        "replace_items.0.quantity",
      ]);
      expect(await refusal({ replace_items: [swap(alone, dear)] })).toEqual([
        "invalid_argument",
        "replace_items.0.product_id",
      ]);
      expect(await refusal({ replace_items: [swap(small, dear, 4)] })).toEqual(["insufficient_stock", undefined]);
      expect(await refusal({ replace_items: [swap(small, large)] })).toEqual(["product_unavailable", undefined]);
      expect(await refusal({ replace_items: [swap(small, "prod-none")] })).toEqual(["product_not_found", undefined]);
      expect(await refusal({ replace_items: [swap(small, dear, 2), swap(small, dear, 2)] })).toEqual([
        "insufficient_stock",
        undefined,
      ]);
      expect(await refusal({ shipping_address: address, replace_items: [swap(small, alone)] })).toEqual([
        "invalid_argument",
        "replace_items.0.new_product_id",
      ]);
    });

    it("refuses an update of nothing, of a shipped order and of somebody else's", async () => {
      expect(await refusal({})).toEqual(["invalid_argument", ""]);
      expect(await refusal({ replace_items: [] })).toEqual(["invalid_argument", ""]);
      expect(await refusal({ shipping_address: address }, floor.theirs)).toEqual(["order_not_found", undefined]);
      await floor.advance(order_id, "processing", "shipped");
      expect(await refusal({ shipping_address: address })).toEqual(["order_not_cancellable", undefined]);
    });
  });

  it("makes every one of five changes at once, one after the other", async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        floor.ask("rest", "update_order", { order_id, shipping_address: { ...clean, street: `Street ${index}` } }),
      ),
    );
    const done = answers.filter(({ body }) => body.success).length;
    const { version, history } = await floor.item("orders", order_id);
    expect([version, history.length]).toEqual([1 + done, 1 + done]);
    for (const { body } of answers) expect([undefined, "conflict_retry"]).toContain(body.code);
    expect(done).toBeGreaterThan(0);
  });
});
