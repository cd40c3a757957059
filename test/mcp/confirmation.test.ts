import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { modernRevision } from "../support/clients/sdk-clients.ts";
import { describeEachDoor } from "../support/doors.ts";
import { ordersOf } from "../support/faults-tables.ts";
import { askLegacy } from "../support/shop/ask.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";
import { askPerson, no, yes } from "../support/shop/questions.ts";

const threshold = 10_000;

describeEachDoor((open) => {
  let floor: Floor;
  let product_id: string;
  beforeAll(async () => {
    floor = await openFloor(open, { CONFIRM_ABOVE_MINOR: String(threshold) });
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  beforeEach(async () => {
    product_id = await floor.product({ name: "Grand piano", price_minor: threshold + 1 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const orders = async () => (await ordersOf(floor.stage, product_id, "")).length;

  /** A client whose person is asked and answers; `undefined` for one that cannot ask. */
  async function connect(answer: (() => object | Promise<object>) | undefined) {
    const asked: string[] = [];
    const client = new Client(
      { name: "test", version: "1.0.0" },
      {
        versionNegotiation: { mode: { pin: modernRevision } },
        ...(answer && { capabilities: { elicitation: { form: {} } } }),
      },
    );
    if (answer)
      client.setRequestHandler("elicitation/create", async ({ params }) => {
        asked.push(params.message);
        return (await answer()) as never;
      });
    const headers = { authorization: `Bearer ${floor.mine}` };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${floor.door.url}/mcp`), {
        fetch: floor.door.fetch,
        requestInit: { headers },
      }),
    );
    const order = async (more: object = {}) =>
      (await client.callTool({ name: "order_product", arguments: { product_id, ...more } })) as any;
    return { asked, order, [Symbol.asyncDispose]: () => client.close() };
  }

  describe("a client of the official library", () => {
    it("is asked once above the threshold, and places one order when the person accepts", async () => {
      await using client = await connect(() => yes);
      const { structuredContent, isError } = await client.order({ quantity: 2 });
      expect([isError ?? false, structuredContent]).toMatchObject([false, { success: true, total_minor: 20_002 }]);
      expect(client.asked).toEqual(["Order 2 x Grand piano for 200.02 USD?"]);
      expect(await orders()).toBe(1);
    });

    it.each([
      ["declines", no],
      ["cancels", { action: "cancel" }],
      ["accepts without a yes", { action: "accept", content: { confirm: false } }],
    ])("places no order when the person %s", async (_what, said) => {
      await using client = await connect(() => said);
      const { structuredContent, isError } = await client.order();
      expect([isError, structuredContent]).toMatchObject([
        true,
        { success: false, code: "confirmation_required", retryable: false, hint: expect.stringContaining("confirm") },
      ]);
      expect([client.asked.length, await orders()]).toEqual([1, 0]);
    });

    it("is not asked at or below the threshold", async () => {
      await floor.change("products", product_id, { price_minor: threshold });
      await using client = await connect(() => no);
      expect((await client.order()).structuredContent).toMatchObject({ success: true, total_minor: threshold });
      expect(client.asked).toEqual([]);
    });

    it("is asked again when the price changes between question and answer", async () => {
      const prices = [threshold + 500, threshold + 700].values();
      await using client = await connect(async () => {
        const price_minor = prices.next().value;
        if (price_minor) await floor.change("products", product_id, { price_minor });
        return yes;
      });
      const { structuredContent } = await client.order();
      expect(structuredContent).toMatchObject({ success: true, total_minor: threshold + 700 });
      expect(client.asked).toEqual([
        "Order 1 x Grand piano for 100.01 USD?",
        "Order 1 x Grand piano for 105.00 USD?",
        "Order 1 x Grand piano for 107.00 USD?",
      ]);
      expect(await orders()).toBe(1);
    });

    it("is never asked when it cannot ask", async () => {
      await using client = await connect(undefined);
      expect((await client.order()).structuredContent.success).toBe(true);
    });
  });

  describe("a sealed question", () => {
    const round = (more: object = {}) => askPerson(floor.door, { token: floor.mine, args: { product_id }, ...more });

    it("is good for one order", async () => {
      const { state } = await round();
      const first = await round({ answer: yes, state });
      expect(first.body.success).toBe(true);
      const again = await round({ answer: yes, state, args: { product_id, allow_duplicate: true } });
      expect(again.body).toMatchObject({
        code: "possible_duplicate",
        details: { order_id: first.body.order_id },
      });
      const atOnce = await Promise.all([1, 2, 3].map(() => round({ answer: yes, state })));
      expect(atOnce.filter(({ body }) => body.success)).toEqual([]);
      expect(await orders()).toBe(1);
    });

    it("makes one order of one yes sent ten times at once", async () => {
      const { state } = await round();
      const args = { product_id, allow_duplicate: true };
      const answers = await Promise.all(Array.from({ length: 10 }, () => round({ answer: yes, state, args })));
      expect(answers.filter(({ body }) => body.success)).toHaveLength(1);
      expect(await orders()).toBe(1);
    });

    it("answers the retry of a confirmed order with a key", async () => {
      const args = { product_id, idempotency_key: crypto.randomUUID() };
      const { state } = await round({ args });
      const first = await round({ args, answer: yes, state });
      expect((await round({ args, answer: yes, state })).body).toEqual({ ...first.body, replayed: true });
      expect((await round({ args })).body.replayed).toBe(true);
    });

    it("is refused when it was changed, is another customer's, or is no question at all", async () => {
      const { state = "" } = await round();
      const { state: theirs = "" } = await round({ token: floor.theirs });
      const { body } = await floor.ask("mcp", "get_order_history", { limit: 1 });
      const middle = Math.floor(state.length / 3);
      const flipped = `${state.slice(0, middle)}${state[middle] === "A" ? "B" : "A"}${state.slice(middle + 1)}`;
      const [sealed = "", signature = ""] = state.split(".");
      const longer = JSON.parse(Buffer.from(sealed, "base64url").toString());
      longer.until += 1;
      const forged = `${Buffer.from(JSON.stringify(longer)).toString("base64url")}.${signature}`;
      for (const bad of [flipped, forged, theirs, body.next_cursor, "", "x", `${state}x`]) {
        const answer = await round({ answer: yes, state: bad, args: { product_id, allow_duplicate: true } });
        expect([bad, answer.body?.success === true]).toEqual([bad, false]);
      }
      expect(await orders()).toBe(0);
    });

    it("is no good for another product, another quantity, or a yes without it", async () => {
      const { state } = await round();
      const other = await floor.product({ price_minor: threshold + 1 });
      for (const more of [
        { args: { product_id, quantity: 2 }, answer: yes, state },
        { args: { product_id: other }, answer: yes, state },
        { args: { product_id }, answer: yes },
      ]) {
        const answer = await round(more);
        expect([answer.body?.success === true, answer.question]).toEqual([false, expect.stringContaining("Order ")]);
      }
      expect(await orders()).toBe(0);
    });

    it("is over after ten minutes", async () => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
      const { state } = await round();
      vi.setSystemTime(Date.now() + 10 * 60_000 + 1);
      const late = await round({ answer: yes, state });
      expect([late.body?.success === true, await orders()]).toEqual([false, 0]);
      const { state: fresh } = await round();
      vi.setSystemTime(Date.now() + 10 * 60_000 - 1);
      expect((await round({ answer: yes, state: fresh })).body.success).toBe(true);
    });

    it("is not put to a client that can only open addresses", async () => {
      const answer = await round({ capabilities: { elicitation: { url: {} } } });
      expect(answer.question).toBeUndefined();
    });
  });

  it("is never put over REST or in the 2025 era", async () => {
    const args = { product_id };
    expect((await floor.ask("rest", "order_product", args)).body.success).toBe(true);
    const legacy = await askLegacy(floor.door, "order_product", args, { token: floor.mine });
    expect(legacy.body.success).toBe(true);
    expect(await orders()).toBe(2);
  });
});
