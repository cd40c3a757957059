import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { channels } from "../support/shop/ask.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";
import { clientId } from "../support/stage.ts";

const address = { street: "1 New Street", city: "Bath", country: "GB" };
const states = ["placed", "processing", "shipped", "delivered", "cancelled"];
const next: Record<string, string[]> = {
  placed: ["processing", "cancelled"],
  processing: ["shipped", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
};
const ways: Record<string, string[]> = {
  placed: [],
  processing: ["processing"],
  shipped: ["processing", "shipped"],
  delivered: ["processing", "shipped", "delivered"],
  cancelled: ["cancelled"],
};

describeEachDoor((open) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  describe.each(channels)("%s", (channel) => {
    it("keeps name, options and price as they were when the product changes later", async () => {
      const product_id = await floor.product({ name: "Old name", options: { size: "M" }, price_minor: 1999 });
      const { body: placed } = await floor.ask(channel, "order_product", { product_id, quantity: 3 });
      expect(placed).toMatchObject({ product_name: "Old name", unit_price: 19.99, total_minor: 5997, currency: "USD" });
      const line = {
        product_id,
        product_name: "Old name",
        category: "Things",
        options: { size: "M" },
        quantity: 3,
        unit_price_minor: 1999,
      };
      expect((await floor.item("orders", placed.order_id)).lines).toMatchObject([line]);
      await floor.change("products", product_id, {
        name: "New name",
        options: { size: "XL" },
        price_minor: 1,
        category: "Other",
        status: "delisted",
      });
      expect((await floor.item("orders", placed.order_id)).lines).toMatchObject([line]);
      const { body } = await floor.ask(channel, "get_order", { order_id: placed.order_id });
      expect(body.order).toMatchObject({ product_name: "Old name", unit_price: 19.99, total_minor: 5997 });
      expect(body.order.lines).toMatchObject([{ product_name: "Old name", quantity: 3, unit_price_minor: 1999 }]);
      const { body: history } = await floor.ask(channel, "get_order_history", { limit: 1 });
      expect(history.orders[0]).toMatchObject({ order_id: placed.order_id, product_name: "Old name", quantity: 3 });
    });

    it("tells in an order's actions exactly what trying would answer", async () => {
      for (const status of states) {
        const product_id = await floor.product();
        const { order_id } = await floor.buy(product_id);
        await floor.advance(order_id, ...(ways[status] ?? []));
        const { body } = await floor.ask(channel, "get_order", { order_id });
        const { cancel, return: goBack, review, change_address } = body.order.allowed_actions;
        const tried = {
          review: await floor.ask(channel, "write_product_review", { product_id, rating: 4, review_text: "Fine." }),
          goBack: await floor.ask(channel, "initiate_return", { order_id, reason: "Too big" }),
          address: await floor.ask(channel, "update_order", { order_id, shipping_address: address }),
          cancel: await floor.ask(channel, "cancel_order", { order_id, reason: "Changed my mind" }),
        };
        const codes = Object.values(tried).map((answer) => [answer.body.success, answer.body.code]);
        const said = [review, goBack, change_address, cancel].map(({ allowed, code }) => [allowed, code]);
        expect([status, codes]).toEqual([status, said]);
      }
    });
  });

  const orderIn = async (status: string): Promise<string> => {
    const { order_id } = await floor.buy(await floor.product());
    await floor.advance(order_id, ...(ways[status] ?? []));
    return order_id;
  };

  it.each(states)(
    "takes every allowed step of a %s order and refuses every other, naming the allowed ones",
    async (from) => {
      for (const to of states.slice(1)) {
        const order_id = await orderIn(from);
        const before = await floor.item("orders", order_id);
        const { body } = await floor.staff("advance_order", { order_id, status: to });
        const after = await floor.item("orders", order_id);
        const allowed = next[from]?.includes(to) === true;
        const refused = { code: "illegal_step", details: { status: from, allowed: next[from] } };
        expect([to, body]).toMatchObject([to, allowed ? { success: true } : refused]);
        expect(after).toMatchObject(allowed ? { status: to, version: before.version + 1 } : before);
      }
    },
  );

  it("cannot place an order anew", async () => {
    const { body } = await floor.staff("advance_order", { order_id: await orderIn("processing"), status: "placed" });
    expect(body).toMatchObject({ code: "invalid_argument", details: { path: "status" } });
  });

  it("writes down who did each step, when, with which program, tool and request; only ever adding to it", async () => {
    const product_id = await floor.product();
    const placed = await floor.ask("rest", "order_product", { product_id });
    const { order_id } = placed.body;
    const histories: any[][] = [(await floor.item("orders", order_id)).history];
    const requests = [placed.headers.get("x-request-id")];
    const updated = await floor.ask("rest", "update_order", { order_id, shipping_address: address });
    requests.push(updated.headers.get("x-request-id"));
    histories.push((await floor.item("orders", order_id)).history);
    for (const status of ["processing", "shipped", "delivered"]) {
      const step = await floor.staff("advance_order", { order_id, status, note: `Now ${status}` });
      requests.push(step.headers.get("x-request-id"));
      histories.push((await floor.item("orders", order_id)).history);
    }
    for (const [index, history] of histories.entries()) {
      expect(history).toHaveLength(index + 1);
      expect(history.slice(0, index)).toEqual(histories[index - 1] ?? []);
    }
    const last = histories.at(-1) ?? [];
    expect(last.map(({ to }) => to)).toEqual(["placed", "placed", "processing", "shipped", "delivered"]);
    expect(last.map(({ from }) => from)).toEqual([undefined, "placed", "placed", "processing", "shipped"]);
    expect(last.map(({ by }) => by.request_id)).toEqual(requests);
    expect(last.map(({ by }) => by.client_id)).toEqual(Array.from({ length: 5 }, () => clientId));
    expect(last.map(({ by }) => by.kind)).toEqual(["customer", "customer", "staff", "staff", "staff"]);
    expect(last.map(({ by }) => by.tool)).toEqual([
      "order_product",
      "update_order",
      "advance_order",
      "advance_order",
      "advance_order",
    ]);
    expect(last[0]?.by.id).toBe("cust-001");
    const times = last.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(times.every((at) => Math.abs(Date.now() - Date.parse(at)) < 60_000)).toBe(true);
  });

  it.each(channels)("shows no ids of staff, clients or requests to the customer over %s", async (channel) => {
    const product_id = await floor.product();
    const { order_id } = await floor.delivered(product_id);
    const { return_id } = must(await floor.ask(channel, "initiate_return", { order_id, reason: "Too big" }));
    must(await floor.staff("resolve_return", { return_id, action: "approve", note: "Send it back" }));
    const item = await floor.item("orders", order_id);
    const returned = await floor.item("returns", return_id);
    const secrets = [...item.history, ...returned.history].flatMap(({ by }: any) => [
      by.request_id,
      by.client_id,
      ...(by.kind === "staff" ? [by.id] : []),
    ]);
    expect(secrets.length).toBe(16);
    const answers = [
      await floor.ask(channel, "get_order", { order_id }),
      await floor.ask(channel, "get_order_history", { limit: 50, response_format: "detailed" }),
      await floor.ask(channel, "get_return", { order_id }),
      await floor.ask(channel, "get_return", { return_id }),
    ];
    expect(answers[0]?.body.order.history.at(-1)).toMatchObject({ status: "delivered", by: "staff" });
    for (const { body } of answers) {
      expect(body.success).toBe(true);
      for (const secret of secrets) expect(JSON.stringify(body)).not.toContain(secret);
    }
  });
});
