import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { channels } from "../support/shop/ask.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";
import { clientId } from "../support/stage.ts";

const next: Record<string, string[]> = {
  requested: ["approved", "rejected", "cancelled"],
  approved: ["in_transit", "cancelled"],
  in_transit: ["received"],
  received: ["refunded"],
  refunded: [],
  cancelled: [],
  rejected: [],
};
const ways: Record<string, string[]> = {
  requested: [],
  approved: ["approve"],
  in_transit: ["approve", "in_transit"],
  received: ["approve", "in_transit", "receive"],
  refunded: ["approve", "in_transit", "receive", "refund"],
  cancelled: ["cancel"],
  rejected: ["reject"],
};
const actions = {
  approve: "approved",
  reject: "rejected",
  cancel: "cancelled",
  in_transit: "in_transit",
  receive: "received",
  refund: "refunded",
} as const;

describeEachDoor((open) => {
  let floor: Floor;
  let [product_id, order_id, return_id] = ["", "", ""];

  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  const giveBack = async (quantity: number): Promise<string> => {
    const sent = { order_id, reason: "Too big", items: [{ product_id, quantity }] };
    return must(await floor.ask("rest", "initiate_return", sent)).return_id;
  };
  beforeEach(async () => {
    product_id = await floor.product({ stock_quantity: 20 });
    order_id = (await floor.delivered(product_id, 6)).order_id;
    return_id = await giveBack(4);
  });
  const resolve = (action: string, more: object = {}) => floor.staff("resolve_return", { return_id, action, ...more });
  const walk = async (...steps: readonly string[]) => {
    for (const action of steps) must(await resolve(action));
  };
  const returned = async () => (await floor.item("orders", order_id)).lines[0].returned_quantity;

  const allowedSteps = (from: string, to: string): string[] => {
    // An approved return that arrives was on its way.
    const steps = from === "approved" && to === "received" ? ["in_transit", "received"] : [to];
    return next[from]?.includes(steps[0] ?? "") ? steps : [];
  };

  it.each(Object.keys(ways))("takes every allowed step of a %s return and refuses every other", async (from) => {
    for (const [action, to] of Object.entries(actions)) {
      order_id = (await floor.delivered(product_id)).order_id;
      return_id = await giveBack(1);
      await walk(...(ways[from] ?? []));
      const before = await floor.item("returns", return_id);
      const { status, body } = await resolve(action);
      const after = await floor.item("returns", return_id);
      const steps = allowedSteps(from, to);
      const refused = [409, { code: "illegal_step", details: { status: from, allowed: next[from] } }];
      expect([action, status, body]).toMatchObject([
        action,
        ...(steps.length > 0 ? [200, { success: true }] : refused),
      ]);
      expect(after.history.slice(before.history.length).map((event: any) => event.to)).toEqual(steps);
      expect(after.status).toBe(steps.at(-1) ?? from);
      const order = await floor.item("orders", order_id);
      expect(order.returns).toMatchObject([{ return_id, status: after.status }]);
    }
  });

  it("restocks the good part only, refunds what arrived and gives back what did not", async () => {
    await walk("approve", "in_transit");
    const items = [{ product_id, good_quantity: 1, damaged_quantity: 2 }];
    const { body } = await resolve("receive", { items });
    expect(body.return).toMatchObject({
      status: "received",
      items: [{ product_id, quantity: 4, good_quantity: 1, damaged_quantity: 2 }],
      refund_minor: 3 * 1250,
    });
    expect([await floor.stockOf(product_id), await returned()]).toEqual([15, 3]);
    must(await resolve("refund"));
    const { body: read } = await floor.ask("rest", "get_return", { return_id });
    expect(read.returns[0]).toMatchObject({ status: "refunded", refund_minor: 3750, processed_at: expect.any(String) });
    await giveBack(3);
    expect(await returned()).toBe(6);
  });

  it("restocks everything when nothing is said, and nothing when nothing arrived", async () => {
    await walk("approve", "receive");
    expect([await floor.stockOf(product_id), await returned()]).toEqual([18, 4]);
    return_id = await giveBack(2);
    await walk("approve");
    const { body } = await resolve("receive", { items: [{ product_id }] });
    expect(body.return.refund_minor).toBe(0);
    expect([await floor.stockOf(product_id), await returned()]).toEqual([18, 4]);
  });

  it("counts receipts of one product together, however many rows they come in", async () => {
    await walk("approve");
    const items = [
      { product_id, good_quantity: 3 },
      { product_id, damaged_quantity: 1 },
    ];
    const { body } = await resolve("receive", { items });
    // Either both rows count or the call is refused: units must not get lost.
    if (body.success) expect(body.return.items).toMatchObject([{ good_quantity: 3, damaged_quantity: 1 }]);
    else expect(body.code).toBe("invalid_argument");
  });

  it("refuses receipts of more than the return is of, of other products, and with other actions", async () => {
    await walk("approve");
    for (const items of [
      [{ product_id, good_quantity: 5 }],
      [{ product_id, good_quantity: 3, damaged_quantity: 2 }],
      [{ product_id: "prod-e9075764", good_quantity: 1 }],
    ]) {
      const { body } = await resolve("receive", { items });
      expect([body.code, body.details.path]).toEqual(["invalid_argument", "items"]);
    }
    const { body } = await resolve("cancel", { items: [{ product_id, good_quantity: 1 }] });
    expect([body.code, body.details.path]).toEqual(["invalid_argument", "items"]);
    expect([await floor.stockOf(product_id), await returned()]).toEqual([14, 4]);
  });

  it.each([["reject"], ["cancel"], ["approve", "cancel"]])("gives the units back on %s %s", async (...steps) => {
    await walk(...steps.filter((step) => typeof step === "string"));
    expect([await returned(), await floor.stockOf(product_id)]).toEqual([0, 14]);
    for (const channel of channels) {
      const { body } = await floor.ask(channel, "get_order", { order_id });
      expect(body.order.allowed_actions.return).toMatchObject({ allowed: true, max_quantity: 6 });
    }
    const sent = { order_id, reason: "Once more" };
    expect(must(await floor.ask("mcp", "initiate_return", sent)).items).toMatchObject([{ product_id, quantity: 6 }]);
  });

  it("writes down who took each step, and shows no ids of theirs", async () => {
    const requests = [];
    for (const action of ["approve", "in_transit", "receive", "refund"])
      requests.push((await resolve(action, { note: `Did ${action}` })).headers.get("x-request-id"));
    const { history } = await floor.item("returns", return_id);
    expect(history.slice(1).map(({ by }: any) => by.request_id)).toEqual(requests);
    for (const { by } of history.slice(1))
      expect(by).toMatchObject({ kind: "staff", tool: "resolve_return", client_id: clientId });
    expect(history[0].by).toMatchObject({ kind: "customer", id: "cust-001", tool: "initiate_return" });
    const { body } = await floor.ask("rest", "get_return", { return_id });
    expect(body.returns[0].history.map(({ status, by }: any) => [status, by])).toEqual([
      ["requested", "customer"],
      ["approved", "staff"],
      ["in_transit", "staff"],
      ["received", "staff"],
      ["refunded", "staff"],
    ]);
    expect(JSON.stringify(body)).not.toContain(history[1].by.id);
  });

  it("answers for an unknown return in the same words", async () => {
    const { status, body } = await floor.staff("resolve_return", { return_id: "ret-none", action: "approve" });
    expect([status, body.code]).toEqual([404, "return_not_found"]);
  });
});
