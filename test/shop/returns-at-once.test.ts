import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeEachDoor, openDoor } from "../support/doors.ts";
import { tally } from "../support/faults-calls.ts";
import { ask, askStaff, channels } from "../support/shop/ask.ts";
import { once, openBetween } from "../support/shop/between.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";

const reason = "Too big";

describeEachDoor((open, name) => {
  let floor: Floor;
  let [cup, cups, order_id] = ["", "", ""];

  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  beforeEach(async () => {
    const group_id = `group-${crypto.randomUUID()}`;
    [cup, cups] = [await floor.product({ group_id }), await floor.product({ group_id })];
    order_id = (await floor.delivered(cup, 6)).order_id;
  });
  const one = () => ({ order_id, reason, items: [{ product_id: cup, quantity: 1 }] });
  const returned = async () => (await floor.item("orders", order_id)).lines[0].returned_quantity;

  /** The app with something done between what the next tool reads and what it commits. */
  async function inBetween(effect: () => Promise<unknown>) {
    const act = once(effect);
    const between = openBetween(floor.stage, (ports) => ({
      async commit(change) {
        await act();
        return ports.commit(change);
      },
    }));
    const door = await openDoor(name, between.app);
    return {
      door,
      async [Symbol.asyncDispose]() {
        await door[Symbol.asyncDispose]();
        between[Symbol.dispose]();
      },
    };
  }

  it.each(channels)("writes the return it answers with when another one comes between, over %s", async (channel) => {
    const first: any[] = [];
    await using other = await inBetween(async () => first.push(await floor.ask("rest", "initiate_return", one())));
    const call = { channel, tool: "initiate_return", args: one() };
    const { body } = await ask(other.door, call, { token: floor.mine });
    expect([first[0].body.success, body.success]).toEqual([true, true]);
    expect(await floor.item("returns", body.return_id)).toMatchObject({ status: "requested" });
    expect(await returned()).toBe(2);
  });

  it("writes the exchange it answers with when a return comes between", async () => {
    await using other = await inBetween(() => floor.ask("rest", "initiate_return", one()));
    const items = [{ product_id: cup, new_product_id: cups, quantity: 1 }];
    const call = { channel: "rest", tool: "request_exchange", args: { order_id, items } } as const;
    const { body } = await ask(other.door, call, { token: floor.mine });
    expect(body.success).toBe(true);
    expect(await floor.item("returns", body.exchange_id)).toBeDefined();
    expect([await floor.stockOf(cups), await returned()]).toEqual([49, 2]);
  });

  it("tells a member of the staff that another one was faster", async () => {
    const { return_id } = must(await floor.ask("rest", "initiate_return", one()));
    const step = { return_id, action: "reject" };
    await using other = await inBetween(() => floor.staff("resolve_return", { return_id, action: "approve" }));
    const { body } = await askStaff(other.door, "resolve_return", step, { token: floor.staffToken });
    expect(body).toMatchObject({ code: "illegal_step", details: { status: "approved" } });
    expect([(await floor.item("returns", return_id)).status, await returned()]).toEqual(["approved", 1]);
  });

  it("receives a return once when asked ten times at once", async () => {
    const { return_id } = must(await floor.ask("rest", "initiate_return", one()));
    must(await floor.staff("resolve_return", { return_id, action: "approve" }));
    const sent = { return_id, action: "receive" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => floor.staff("resolve_return", sent)));
    expect(await floor.stockOf(cup)).toBe(45);
    expect(answers.filter(({ body }) => body.success)).toHaveLength(1);
  });

  it("writes every one of six returns at once that it says it has written", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => floor.ask("rest", "initiate_return", one())));
    const told = answers.flatMap(({ body }) => (body.success ? [body.return_id] : []));
    const { returns } = await floor.item("orders", order_id);
    expect(returns.map((made: any) => made.return_id).toSorted()).toEqual(told.toSorted());
    expect(await returned()).toBe(told.length);
    for (const { body } of answers) expect([undefined, "conflict_retry"]).toContain(body.code);
  });

  describe.each(channels)("a key over %s", (channel) => {
    const giveBack = (more: object) => floor.ask(channel, "initiate_return", { ...one(), ...more });

    it("answers a retry with the first return, and is refused for another", async () => {
      const idempotency_key = `return-${channel}-${order_id}`;
      const first = must(await giveBack({ idempotency_key }));
      expect((await giveBack({ idempotency_key })).body).toEqual({ ...first, replayed: true });
      const other = [{ product_id: cup, quantity: 2 }];
      expect((await giveBack({ idempotency_key, items: other })).body.code).toBe("idempotency_conflict");
      expect(await returned()).toBe(1);
    });

    it("is refused for a refund to somewhere else", async () => {
      const idempotency_key = `refund-${channel}-${order_id}`;
      must(await giveBack({ idempotency_key }));
      expect((await giveBack({ idempotency_key, refund_to: "pm-001-2" })).body.code).toBe("idempotency_conflict");
    });

    it("makes one return when sent ten times at once, and answers all of them with it", async () => {
      const idempotency_key = `at once ${channel} ${order_id}`;
      const answers = await Promise.all(Array.from({ length: 10 }, () => giveBack({ idempotency_key })));
      expect(await returned()).toBe(1);
      expect(tally(answers)).toEqual({ ok: 1, replayed: 9 });
    });
  });
});
