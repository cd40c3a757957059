import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { tally } from "../support/faults-calls.ts";
import { allItems, itemsOf } from "../support/faults-tables.ts";
import { channels } from "../support/shop/ask.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";

describeEachDoor((open, door) => {
  let floor: Floor;
  let limitless: Floor;
  let customer: number;
  let token: string;

  beforeAll(async () => {
    floor = await openFloor(open, { DAILY_SPEND_LIMIT_MINOR: "10000" });
    limitless = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    await limitless.close();
    expect([...floor.stage.failures, ...limitless.stage.failures]).toEqual([]);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const spender = async (number: number) => {
    customer = number;
    token = await floor.stage.tokenOf(`demo${number}@example.com`);
  };
  const spent = async () =>
    (await itemsOf(floor.stage, "auth"))
      .filter((item) => item["pk"].startsWith(`spent#cust-${String(customer).padStart(3, "0")}#`))
      .map((item) => item["spent_minor"]);
  const order = (product_id: string, more: object = {}, channel: "rest" | "mcp" = "rest") =>
    floor.ask(channel, "order_product", { product_id, allow_duplicate: true, ...more }, { token });

  it.each([
    ["rest", 1],
    ["mcp", 2],
  ] as const)("lets a customer spend exactly the limit over %s and not a cent more", async (channel, number) => {
    await spender(number);
    const [most, cent, over] = [
      await floor.product({ price_minor: 9999 }),
      await floor.product({ price_minor: 1 }),
      await floor.product({ price_minor: 2 }),
    ];
    expect((await order(most, {}, channel)).body.success).toBe(true);
    const before = await allItems(floor.stage);
    const { status, isError, body } = await order(over, {}, channel);
    expect([status, isError, body.code]).toEqual([channel === "rest" ? 403 : 200, true, "spend_limit_exceeded"]);
    expect(body.details).toEqual({ limit: 100, spent: 99.99, remaining: 0.01, currency: "USD" });
    expect(body.retryable).toBe(false);
    expect(await allItems(floor.stage)).toEqual(before);
    expect((await order(cent, {}, channel)).body.success).toBe(true);
    expect((await order(cent, {}, channel)).body.details).toMatchObject({ spent: 100, remaining: 0 });
    expect(await spent()).toEqual([10_000]);
  });

  it("refuses a first order that is too large, and counts nothing for it", async () => {
    await spender(3);
    const { body } = await order(await floor.product({ price_minor: 10_001 }));
    expect(body).toMatchObject({ code: "spend_limit_exceeded", details: { spent: 0, remaining: 100 } });
    expect(await spent()).toEqual([]);
  });

  it("is never passed by twenty orders at once", async () => {
    await spender(4);
    const products = await Promise.all(Array.from({ length: 20 }, () => floor.product({ price_minor: 1500 })));
    const answers = await Promise.all(
      products.map((product_id, index) => order(product_id, {}, index % 2 ? "mcp" : "rest")),
    );
    expect(tally(answers)).toEqual({ ok: 6, spend_limit_exceeded: 14 });
    expect(await spent()).toEqual([9000]);
  });

  it("gets back what is cancelled by customer or staff, and the difference of a change", async () => {
    await spender(5);
    const group_id = `group-${door}`;
    const [dear, cheap] = [
      await floor.product({ price_minor: 6000, group_id }),
      await floor.product({ price_minor: 1000, group_id }),
    ];
    const first = await order(dear);
    expect((await order(dear)).body.code).toBe("spend_limit_exceeded");
    await floor.ask("rest", "cancel_order", { order_id: first.body.order_id, reason: "No" }, { token });
    expect(await spent()).toEqual([0]);
    const second = await order(dear);
    await floor.advance(second.body.order_id, "cancelled");
    expect(await spent()).toEqual([0]);
    const third = await order(dear);
    const swap = (product_id: string, new_product_id: string) =>
      floor.ask(
        "rest",
        "update_order",
        { order_id: third.body.order_id, replace_items: [{ product_id, new_product_id, quantity: 1 }] },
        { token },
      );
    expect((await swap(dear, cheap)).body.success).toBe(true);
    expect(await spent()).toEqual([1000]);
    expect((await order(dear)).body.success).toBe(true);
    expect((await swap(cheap, dear)).body.code).toBe("spend_limit_exceeded");
    expect(await spent()).toEqual([7000]);
  });

  it("counts a dearer variant of an order that counted for nothing so far", async () => {
    await spender(3);
    const before = (await spent())[0] ?? 0;
    const group_id = `group-late-${door}`;
    const [cheap, dear, dearest] = [
      await floor.product({ price_minor: 100, group_id }),
      await floor.product({ price_minor: 300, group_id }),
      await floor.product({ price_minor: 100_000, group_id }),
    ];
    const { order_id } = (await order(cheap)).body;
    // As it was placed before there was a limit.
    await floor.change("orders", order_id, { spend_day: undefined, spent_minor: undefined });
    const swap = (product_id: string, new_product_id: string) =>
      floor.ask(
        "rest",
        "update_order",
        { order_id, replace_items: [{ product_id, new_product_id, quantity: 1 }] },
        { token },
      );
    expect((await swap(cheap, dearest)).body.code).toBe("spend_limit_exceeded");
    expect((await swap(cheap, dear)).body.success).toBe(true);
    expect(await spent()).toEqual([before + 100 + 200]);
    expect((await swap(dear, cheap)).body.success).toBe(true);
    expect(await spent()).toEqual([before + 100]);
  });

  it("counts a replayed order once", async () => {
    await spender(6);
    const product_id = await floor.product({ price_minor: 4000 });
    const answers = await Promise.all(Array.from({ length: 8 }, () => order(product_id, { idempotency_key: "once" })));
    expect(tally(answers)).toEqual({ ok: 1, replayed: 7 });
    expect(await spent()).toEqual([4000]);
  });

  it("counts each day and each currency for itself", async () => {
    await spender(7);
    const dollars = await floor.product({ price_minor: 9000 });
    const euros = await floor.product({ price_minor: 9000, currency: "EUR" });
    expect(tally([await order(dollars), await order(dollars), await order(euros)])).toEqual({
      ok: 2,
      spend_limit_exceeded: 1,
    });
    const midnight = Date.parse(`${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T00:00:01Z`);
    vi.useFakeTimers({ toFake: ["Date"], now: midnight });
    expect(tally([await order(dollars), await order(dollars)])).toEqual({ ok: 1, spend_limit_exceeded: 1 });
    vi.useRealTimers();
    expect(await spent()).toEqual([9000, 9000, 9000]);
  });

  describe("of one's own", () => {
    it.each([
      ["lower", 8, 2000],
      ["higher", 9, 50_000],
      ["nothing", 10, 0],
    ])("holds in place of the shop's when it is %s", async (_kind, number, limit) => {
      await floor.change("customers", `cust-${String(number).padStart(3, "0")}`, { daily_spend_limit_minor: limit });
      await spender(number);
      if (limit > 0) expect((await order(await floor.product({ price_minor: limit }))).body.success).toBe(true);
      const { body } = await order(await floor.product({ price_minor: 1 }));
      expect(body).toMatchObject({ code: "spend_limit_exceeded", details: { limit: limit / 100, remaining: 0 } });
    });
  });

  it.each(channels)("is off where nobody has set it, over %s", async (channel) => {
    const product_id = await limitless.product({ price_minor: 90_000_000 });
    const { body } = await limitless.ask(channel, "order_product", { product_id, quantity: 10 });
    expect(body.success).toBe(true);
    expect((await itemsOf(limitless.stage, "auth")).filter((item) => item["pk"].startsWith("spent#"))).toEqual([]);
  });
});
