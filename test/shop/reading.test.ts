import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { ask, channels } from "../support/shop/ask.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";

const bytes = (body: unknown): number => Buffer.byteLength(JSON.stringify(body));
/** What an agent pays for one page of ten; and what any answer may weigh. */
const pageBytes = 4096;
const answerBytes = 25_000;

describeEachDoor((open) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  const emails = Array.from({ length: 10 }, (_, index) => `demo${index + 1}@example.com`);

  async function walk(channel: "rest" | "mcp", tool: string, args: object, token = floor.mine) {
    const pages: any[] = [];
    for (let cursor: string | undefined; ; ) {
      const sent = { ...args, ...(cursor && { cursor }) };
      const page = must(await ask(floor.door, { channel, tool, args: sent }, { token }));
      pages.push(page);
      cursor = page.next_cursor;
      if (cursor === undefined) return pages;
    }
  }

  it("keeps every search page of ten for an agent under 4096 bytes, whatever is searched for", async () => {
    const queries = [
      {},
      { query: "laptop" },
      { query: "cotton" },
      { category: "Electronics" },
      { category: "Books", sort: "rating" },
      { sort: "newest" },
      { sort: "price_desc", in_stock_only: true },
    ];
    for (const args of queries)
      for (const page of await walk("mcp", "search_products", args)) {
        expect([args, bytes(page) < pageBytes, bytes(page)]).toEqual([args, true, bytes(page)]);
        expect(page.products.length).toBeLessThanOrEqual(10);
      }
    const [first] = await walk("mcp", "search_products", {});
    expect(first.count).toBeGreaterThanOrEqual(8);
  });

  it("keeps every history page of ten for an agent under 4096 bytes, for every demo customer", async () => {
    for (const email of emails) {
      const pages = await walk("mcp", "get_order_history", {}, await floor.stage.tokenOf(email));
      for (const page of pages) expect([email, bytes(page) < pageBytes]).toEqual([email, true]);
    }
  });

  it("fits ten delivered orders of one line into a history page of an agent", async () => {
    const token = await floor.stage.tokenOf("demo10@example.com");
    for (let order = 0; order < 10; order++) await floor.delivered("prod-e9075764", 1, { token });
    const [page] = await walk("mcp", "get_order_history", {}, token);
    expect(bytes(page)).toBeLessThan(pageBytes);
    expect(page.order_count).toBe(10);
    expect(page.orders[0].allowed_actions.return).toMatchObject({ allowed: true });
  });

  it("keeps no address, no digits of a card and no addresses of pictures in what an agent reads by default", async () => {
    const { body: profile } = await floor.ask("rest", "get_my_profile", {});
    const { shipping_address: address, payment_methods: methods } = profile.customer;
    const secrets = [
      address.street,
      address.zip_code,
      ...methods.map((one: any) => one.last_four),
      "images.example.com",
    ];
    const { order_id } = await floor.buy("prod-e9075764");
    const done = await floor.delivered("prod-e9075764");
    const calls: [string, object][] = [
      ["search_products", {}],
      ["get_order_history", {}],
      ["get_order_history", { response_format: "detailed", limit: 50 }],
      ["get_order", { order_id }],
      ["update_order", { order_id, payment_method_id: "pm-001-2" }],
      ["cancel_order", { order_id, reason: "No" }],
      ["order_product", { product_id: "prod-e9075764", quantity: 3 }],
      ["initiate_return", { order_id: done.order_id, reason: "No" }],
      ["get_return", { order_id: done.order_id }],
    ];
    for (const [tool, args] of calls) {
      const text = JSON.stringify(must(await floor.ask("mcp", tool, args)));
      for (const secret of secrets) expect([tool, text.includes(secret)]).toEqual([tool, false]);
    }
  });

  it("gives an agent no addresses of pictures with one product either", async () => {
    const body = must(await floor.ask("mcp", "get_product", { product_id: "prod-e9075764" }));
    expect(JSON.stringify(body)).not.toContain("images.example.com");
  });

  it("answers in detail over REST by default: pictures, exact prices and dates", async () => {
    const { body } = await floor.ask("rest", "search_products", { limit: 1 });
    expect(body.products[0]).toMatchObject({
      image_urls: [expect.stringContaining("https://"), expect.any(String)],
      price_minor: expect.any(Number),
      created_at: expect.any(String),
    });
  });

  describe.each(channels)("%s", (channel) => {
    it("walks all products once, and gives no cursor with the last page", async () => {
      for (const args of [
        { limit: 7 },
        { limit: 10 },
        { limit: 50 },
        { limit: 500 },
        { sort: "price_asc", limit: 9 },
      ]) {
        const pages = await walk(channel, "search_products", args);
        const ids = pages.flatMap((page) => page.products.map((one: any) => one.product_id));
        expect(ids).toHaveLength(new Set(ids).size);
        expect(ids.length).toBe(pages[0].total_matches);
        for (const page of pages) expect([page.count, page.count > 0]).toEqual([page.products.length, true]);
      }
    });

    it.each(["all", "delivered", "recent"])("walks %s orders of a customer once, newest first", async (which) => {
      const token = await floor.stage.tokenOf("demo4@example.com");
      const [whole] = await walk("rest", "get_order_history", { limit: 50 }, token);
      const since = whole.orders[2].created_at.slice(0, 10);
      const filters: Record<string, object> = { all: {}, delivered: { status: "delivered" }, recent: { since } };
      const passes: Record<string, (order: any) => boolean> = {
        all: () => true,
        delivered: ({ status }) => status === "delivered",
        recent: ({ created_at }) => created_at >= since,
      };
      const expected = whole.orders.filter(passes[which]).map((one: any) => one.order_id);
      expect(expected.length).toBeGreaterThan(1);
      for (const limit of [1, 2, 4, 50]) {
        const pages = await walk(channel, "get_order_history", { limit, ...filters[which] }, token);
        expect(pages.flatMap((page) => page.orders.map((one: any) => one.order_id))).toEqual(expected);
        for (const page of pages) expect([page.order_count, page.order_count > 0]).toEqual([page.orders.length, true]);
      }
    });

    it("takes a cursor of this very list only", async () => {
      const call = (tool: string, args: object, token = floor.mine) => floor.ask(channel, tool, args, { token });
      const { next_cursor: mine } = must(await call("get_order_history", { limit: 1 }));
      const { next_cursor: search } = must(await call("search_products", { limit: 1 }));
      const altered = `${mine.slice(0, 10)}${mine[10] === "A" ? "B" : "A"}${mine.slice(11)}`;
      const refused = [
        await call("get_order_history", { limit: 1, cursor: mine }, floor.theirs),
        await call("get_order_history", { limit: 1, cursor: mine, status: "placed" }),
        await call("get_order_history", { limit: 1, cursor: search }),
        await call("get_order_history", { limit: 1, cursor: altered }),
        await call("search_products", { limit: 1, cursor: mine }),
        await call("search_products", { limit: 1, cursor: search, query: "laptop" }),
        await call("search_products", { limit: 1, cursor: "e30.e30" }),
      ];
      for (const { body, status } of refused)
        expect([status, body.code]).toEqual([channel === "rest" ? 400 : 200, "invalid_cursor"]);
      expect((await call("get_order_history", { limit: 3, cursor: mine })).body.success).toBe(true);
    });
  });

  it("keeps every answer of the demo shop under 25 KB, in detail and fifty at a time", async () => {
    const detailed = { limit: 50, response_format: "detailed" };
    for (const page of await walk("mcp", "search_products", detailed)) expect(bytes(page)).toBeLessThan(answerBytes);
    for (const email of emails) {
      const token = await floor.stage.tokenOf(email);
      for (const page of await walk("mcp", "get_order_history", detailed, token))
        expect(bytes(page)).toBeLessThan(answerBytes);
    }
  });
});
