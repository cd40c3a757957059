import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { allItems, putItem } from "../support/faults-tables.ts";
import { channels } from "../support/shop/ask.ts";
import { daysAgo, type Floor, must, openFloor } from "../support/shop/floor.ts";

const reason = "Too big";

describeEachDoor((open) => {
  let floor: Floor;
  let [cup, plate, order_id] = ["", "", ""];

  beforeAll(async () => {
    floor = await openFloor(open, { RETURN_WINDOW_DAYS_BY_CATEGORY: "Clothing=60,Food=2" });
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  /** A delivered order of three cups and two plates: two lines, as only an import or an exchange makes them. */
  async function twoLines(category = "Things"): Promise<string> {
    const order = await floor.delivered(cup, 3);
    const item = await floor.item("orders", order.order_id);
    const [first] = item.lines;
    const second = { ...first, line_id: "l2", product_id: plate, product_name: "Plate", quantity: 2, category };
    await putItem(floor.stage, "orders", { ...item, lines: [first, second], total_minor: 6250 });
    return order.order_id;
  }
  beforeEach(async () => {
    [cup, plate] = [await floor.product(), await floor.product()];
    order_id = await twoLines();
  });
  const units = (product_id: string, quantity: number) => ({ product_id, quantity });
  const left = async () => {
    const { lines } = await floor.item("orders", order_id);
    return lines.map((line: any) => line.quantity - line.returned_quantity);
  };

  describe.each(channels)("%s", (channel) => {
    const giveBack = (more: object = {}, token = floor.mine) =>
      floor.ask(channel, "initiate_return", { order_id, reason, ...more }, { token });

    it("takes back everything when nothing is named, and says what that comes to and until when", async () => {
      const { body } = await giveBack();
      expect(body).toEqual({
        success: true,
        return_id: expect.stringMatching(/^ret-[0-9a-f]{20}$/),
        order_id,
        status: "requested",
        message: "Return request submitted",
        items: [
          { product_id: cup, product_name: expect.any(String), quantity: 3 },
          { product_id: plate, product_name: "Plate", quantity: 2 },
        ],
        refund_estimate: 62.5,
        refund_estimate_minor: 6250,
        currency: "USD",
        deadline: expect.any(String),
      });
      expect(Math.round((Date.parse(body.deadline) - Date.now()) / 86_400_000)).toBe(14);
      expect(await left()).toEqual([0, 0]);
    });

    it("takes back line by line and unit by unit, and never more than was bought", async () => {
      expect(must(await giveBack({ items: [units(cup, 1)] })).refund_estimate_minor).toBe(1250);
      expect(must(await giveBack({ items: [units(cup, 1), units(plate, 1)] })).refund_estimate_minor).toBe(2500);
      expect(await left()).toEqual([1, 1]);
      const { status, body } = await giveBack({ items: [units(cup, 2)] });
      expect([status, body.code]).toEqual([channel === "rest" ? 409 : 200, "nothing_left_to_return"]);
      expect(body.details).toEqual({ product_id: cup, max_quantity: 1 });
      expect((await giveBack({ items: [units(cup, 1), units(cup, 1)] })).body.code).toBe("nothing_left_to_return");
      expect(must(await giveBack()).items.map((item: any) => item.quantity)).toEqual([1, 1]);
      expect((await floor.item("orders", order_id)).returns).toHaveLength(3);
    });

    it("answers a repeated return with the one that exists and how far it has come", async () => {
      const { return_id } = must(await giveBack());
      must(await floor.staff("resolve_return", { return_id, action: "approve" }));
      for (const more of [{}, { items: [units(cup, 1)] }]) {
        const { status, isError, body } = await giveBack(more);
        expect([status, isError]).toEqual([channel === "rest" ? 409 : 200, true]);
        const { error, retryable, hint, details, ...promised } = body;
        expect(promised).toEqual({
          success: false,
          code: "already_returned",
          message: "Return already exists",
          return_id,
          status: "approved",
        });
        expect([error, retryable, details]).toEqual([
          "Return already exists",
          false,
          { return_id, status: "approved" },
        ]);
        expect(hint).not.toBe("");
      }
    });

    it("refuses what is not on the order, not delivered, not the customer's, or without a reason", async () => {
      const placed = await floor.buy(cup);
      const before = await allItems(floor.stage);
      const codes = [
        await giveBack({ items: [units("prod-e9075764", 1)] }),
        await giveBack({ order_id: placed.order_id }),
        await giveBack({}, floor.theirs),
        await giveBack({ reason: " \u200b\u202e " }),
        await giveBack({ items: [] }),
        await giveBack({ items: [units(cup, 0)] }),
        await giveBack({ refund_to: "pm-002-1" }),
      ].map(({ body }) => body.code);
      expect(codes).toEqual([
        "invalid_argument",
        "not_delivered",
        "order_not_found",
        ...Array(4).fill("invalid_argument"),
      ]);
      expect(await allItems(floor.stage)).toEqual(before);
    });

    it("refunds to the original payment or to a method of the customer", async () => {
      const kinds: [object, string][] = [
        [{}, "original"],
        [{ refund_to: "original" }, "original"],
        [{ refund_to: "pm-001-2" }, "pm-001-2"],
      ];
      for (const [more, refund_to] of kinds) {
        const { return_id } = must(await giveBack({ items: [units(cup, 1)], ...more }));
        const { body } = await floor.ask(channel, "get_return", { return_id });
        expect(body.returns[0]).toMatchObject({ refund_to, refund_minor: 1250 });
        // The customer's words go to the staff, not back into an agent's context.
        expect(JSON.stringify(body)).not.toContain(reason);
      }
    });

    it("counts the window by category from delivery, and returns what is still within it", async () => {
      const windows: [string, number, boolean][] = [
        ["Things", 29.9, true],
        ["Things", 30.1, false],
        ["Clothing", 59.9, true],
        ["Clothing", 60.1, false],
        ["Food", 1.9, true],
        ["Food", 2.1, false],
      ];
      for (const [category, days, open] of windows) {
        const item = await floor.item("orders", order_id);
        const lines = item.lines.map((line: any) => ({ ...line, category, returned_quantity: 0 }));
        await floor.change("orders", order_id, { lines, delivered_at: daysAgo(days), returns: [] });
        const { body: read } = await floor.ask(channel, "get_order", { order_id });
        expect([category, days, read.order.allowed_actions.return.allowed]).toEqual([category, days, open]);
        const { body } = await giveBack();
        expect([category, days, body.success, body.code]).toEqual([
          category,
          days,
          open,
          open ? undefined : "return_window_closed",
        ]);
      }
    });

    it("returns of a mixed order what is open, and refuses a closed line that is named", async () => {
      order_id = await twoLines("Food");
      await floor.change("orders", order_id, { delivered_at: daysAgo(10) });
      const { body } = await giveBack({ items: [units(cup, 1), units(plate, 1)] });
      expect(body.code).toBe("return_window_closed");
      expect(Date.parse(body.details.closed_at)).toBeCloseTo(Date.parse(daysAgo(8)), -5);
      expect(must(await giveBack()).items).toMatchObject([units(cup, 3)]);
    });

    it("finds a return by its id and by its order, and nobody else's", async () => {
      const one = must(await giveBack({ items: [units(cup, 1)] }));
      const two = must(await giveBack({ items: [units(plate, 2)] }));
      const read = async (args: object, token = floor.mine) =>
        (await floor.ask(channel, "get_return", args, { token })).body;
      expect((await read({ return_id: one.return_id })).returns).toMatchObject([
        { return_id: one.return_id, order_id, status: "requested", items: [units(cup, 1)], refund_minor: 1250 },
      ]);
      expect((await read({ order_id })).returns.map((made: any) => made.return_id)).toEqual([
        one.return_id,
        two.return_id,
      ]);
      const unknown = await read({ return_id: "ret-00000000000000000000" });
      expect(unknown.code).toBe("return_not_found");
      expect(JSON.stringify(await read({ return_id: one.return_id }, floor.theirs))).toBe(JSON.stringify(unknown));
      expect((await read({ order_id }, floor.theirs)).code).toBe("order_not_found");
      expect((await read({})).code).toBe("invalid_argument");
      expect((await read({ order_id, return_id: one.return_id })).code).toBe("invalid_argument");
    });
  });
});
