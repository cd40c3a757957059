import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";
import { askPerson, no, yes } from "../support/shop/questions.ts";

const threshold = 10_000;
const address = { street: "1 New Street", city: "Bath", state: "BNE", zip_code: "BA1", country: "GB" };

describeEachDoor((open) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open, { CONFIRM_ABOVE_MINOR: String(threshold) });
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  describe("a dearer variant", () => {
    const [cheap, dear] = [threshold - 1000, threshold + 1000];
    let args: Record<string, unknown>;
    const [tool, exchange] = ["update_order", "request_exchange"];
    const round = (more: object = {}) => askPerson(floor.door, { token: floor.mine, tool, args, ...more });
    const variants = async (price_minor: number) => {
      const group_id = crypto.randomUUID();
      return [await floor.product({ price_minor: cheap, group_id }), await floor.product({ price_minor, group_id })];
    };
    const totalOf = async (order_id: unknown) =>
      (await floor.ask("rest", "get_order", { order_id })).body.order.total_minor;

    async function placed(price_minor = dear) {
      const [product_id = "", new_product_id = ""] = await variants(price_minor);
      const { order_id } = (await floor.ask("rest", "order_product", { product_id })).body;
      args = { order_id, replace_items: [{ product_id, new_product_id, quantity: 1 }] };
      return { order_id, new_product_id };
    }

    it("is put to the person when it takes an order above the threshold", async () => {
      const { order_id } = await placed();
      const { question, state } = await round();
      expect(question).toBe(`Change order ${order_id} from 90.00 to 110.00 USD?`);
      expect((await round({ answer: no, state })).body.code).toBe("confirmation_required");
      expect(await totalOf(order_id)).toBe(cheap);
      expect((await round({ answer: yes, state })).body.order.total_minor).toBe(dear);
    });

    it("is put to the person again when its price or the order has changed", async () => {
      const { order_id, new_product_id } = await placed();
      const first = await round();
      await floor.change("products", new_product_id, { price_minor: dear + 1 });
      const second = await round({ answer: yes, state: first.state });
      expect(second.question).toContain("to 110.01 USD?");
      await floor.ask("rest", "update_order", { order_id, shipping_address: { ...address, city: "Bergen" } });
      const third = await round({ answer: yes, state: second.state });
      expect(third.question).toContain("to 110.01 USD?");
      expect(await totalOf(order_id)).toBe(cheap);
    });

    it("asks nobody below the threshold, for less, or for an address alone", async () => {
      await placed(threshold);
      expect((await round()).body.order.total_minor).toBe(threshold);
      const [product_id = "", new_product_id = ""] = await variants(threshold + 1);
      const { order_id } = (await floor.ask("rest", "order_product", { product_id: new_product_id })).body;
      args = { order_id, shipping_address: address };
      expect((await round()).body.success).toBe(true);
      args = { order_id, replace_items: [{ product_id: new_product_id, new_product_id: product_id, quantity: 1 }] };
      expect((await round()).body.order.total_minor).toBe(cheap);
    });

    it("is put to the person when an exchange costs more than the threshold", async () => {
      const [product_id = "", new_product_id = ""] = await variants(cheap + threshold + 1);
      const { order_id } = await floor.delivered(product_id);
      args = { order_id, items: [{ product_id, new_product_id, quantity: 1 }] };
      const { question, state } = await round({ tool: exchange });
      expect(question).toMatch(/^Exchange for 1 x .+ and pay 100\.01 USD more\?$/);
      expect((await round({ tool: exchange, answer: no, state })).body.code).toBe("confirmation_required");
      const done = await round({ tool: exchange, answer: yes, state });
      expect(done.body).toMatchObject({ success: true, difference_minor: threshold + 1 });
    });

    it("asks nobody when an exchange costs no more than the threshold", async () => {
      const [product_id = "", new_product_id = ""] = await variants(cheap + threshold);
      const { order_id } = await floor.delivered(product_id);
      args = { order_id, items: [{ product_id, new_product_id, quantity: 1 }] };
      expect((await round({ tool: exchange })).body.difference_minor).toBe(threshold);
    });
  });
});
