import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { putItem } from "../support/faults-tables.ts";
import { channels } from "../support/shop/ask.ts";
import { daysAgo, type Floor, must, newProduct, openFloor } from "../support/shop/floor.ts";

const bytes = (body: unknown): number => Buffer.byteLength(JSON.stringify(body));
const pageBytes = 4096;
const answerBytes = 25_000;
const texts = { name: "漢".repeat(200), description: "漢".repeat(5000) };
const demoProducts = 50;
const group_id = "group-long";

describeEachDoor((open) => {
  let floor: Floor;
  let products: string[];
  let order: any;

  beforeAll(async () => {
    floor = await openFloor(open);
    const image = (view: number) => `https://images.example.com/${"x".repeat(460)}/${view}`;
    products = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        newProduct(floor.stage, {
          ...texts,
          stock_quantity: 100,
          group_id,
          category: `Long ${index} ${"c".repeat(60)}`,
          options: { size: `${index}`, colour: "k".repeat(80) },
          image_urls: Array.from({ length: 10 }, (_, view) => image(view)),
        }),
      ),
    );
    order = await floor.delivered(products[0] ?? "", 60);
    const item = await floor.item("orders", order.order_id);
    const lines = products.map((product_id, index) => ({
      ...item.lines[0],
      line_id: `l${index + 1}`,
      product_id,
      quantity: 1,
    }));
    for (let copy = 0; copy < 12; copy++)
      await putItem(floor.stage, "orders", { ...item, order_id: `ord-long-${copy}`, lines: lines.slice(0, copy + 1) });
    const found = async () => must(await floor.ask("rest", "search_products", {})).total_matches;
    await vi.waitFor(async () => expect(await found()).toBe(demoProducts + 50), { timeout: 20_000, interval: 100 });
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  describe.each(channels)("%s", (channel) => {
    const call = async (tool: string, args: object) => must(await floor.ask(channel, tool, args));

    it("keeps a page of ten for an agent under 4096 bytes although the texts are long", async () => {
      const concise = { response_format: "concise" };
      for (const query of ["thing", "long", ""])
        expect(bytes(await call("search_products", { query, ...concise }))).toBeLessThan(pageBytes);
      expect(bytes(await call("get_order_history", concise))).toBeLessThan(pageBytes);
    });

    const walk = async (tool: string, args: object) => {
      const pages: any[] = [];
      for (let cursor: string | undefined; ; ) {
        pages.push(await call(tool, { limit: 50, ...args, ...(cursor && { cursor }) }));
        cursor = pages.at(-1).next_cursor;
        if (cursor === undefined) return pages;
      }
    };

    it.each(["detailed", "concise"])(
      "keeps fifty %s results under 25 KB, and its cursor honest",
      async (response_format) => {
        const pages = await walk("search_products", { response_format });
        expect(Math.max(...pages.map(bytes))).toBeLessThan(answerBytes);
        const found = pages.flatMap((page) => page.products.map((one: any) => one.product_id));
        expect(new Set(found).size).toBe(found.length);
        expect(found).toEqual(expect.arrayContaining(products));
      },
    );

    it("keeps a history of fifty and each of its orders under 25 KB", async () => {
      const pages = await walk("get_order_history", { response_format: "detailed" });
      expect(Math.max(...pages.map(bytes))).toBeLessThan(answerBytes);
      expect(bytes(await call("get_order", { order_id: "ord-long-11" }))).toBeLessThan(answerBytes);
    });

    it("keeps a product with fifty variants under 25 KB", async () => {
      const body = await call("get_product", { product_id: products[0] ?? "" });
      expect(body.variants.length).toBeGreaterThan(0);
      expect(bytes(body)).toBeLessThan(answerBytes);
    });
  });

  it("keeps all the returns of an order under 25 KB", async () => {
    const { order_id } = order;
    const item = await floor.item("orders", order_id);
    const returns = Array.from({ length: 60 }, (_, index) => ({
      return_id: `ret-long-${index}`,
      status: "requested",
      items: [{ product_id: products[0], quantity: 1 }],
      created_at: daysAgo(0),
    }));
    await putItem(floor.stage, "orders", { ...item, lines: [{ ...item.lines[0], returned_quantity: 60 }], returns });
    const [line] = item.lines;
    for (const { return_id } of returns)
      await putItem(floor.stage, "returns", {
        return_id,
        order_id,
        customer_id: "cust-001",
        items: [{ ...line, quantity: 1 }],
        reason: "r".repeat(500),
        status: "requested",
        refund_minor: 1250,
        currency: "USD",
        deadline: daysAgo(-14),
        created_at: daysAgo(0),
      });
    for (const tool of ["get_order", "get_return"])
      for (const channel of channels) {
        const weight = bytes(must(await floor.ask(channel, tool, { order_id })));
        expect([tool, weight, weight < answerBytes]).toEqual([tool, weight, true]);
      }
  });
});
