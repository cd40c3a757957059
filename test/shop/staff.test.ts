import { setTimeout as sleep } from "node:timers/promises";
import { staffTools, tools } from "@shop/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { callMcp, legacyMessage, modernHeaders, modernMessage, tally } from "../support/faults-calls.ts";
import { allItems } from "../support/faults-tables.ts";
import { askLegacy, askStaff } from "../support/shop/ask.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";

const names = staffTools.map(({ name }) => name);
const json = { "content-type": "application/json" };

describeEachDoor((open) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });
  const eras = {
    modern: (path: string, tool: string, args: object, token?: string) =>
      callMcp(floor.door, tool, args, { token, path }).then(({ status, headers, message, body }) => ({
        status,
        headers,
        body: body ?? message.error?.data ?? message.error,
      })),
    legacy: (path: string, tool: string, args: object, token?: string) =>
      askLegacy(floor.door, tool, args, { token, path }),
  };
  const post = async (path: string, body: object, headers: Record<string, string>, token?: string) => {
    const response = await floor.door.fetch(`${floor.door.url}${path}`, {
      method: "POST",
      headers: { ...json, ...headers, ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as any };
  };
  const list = async (path: string, token?: string) => [
    await post(path, legacyMessage("tools/list"), {}, token),
    await post(path, modernMessage("tools/list", {}), modernHeaders("tools/list"), token),
  ];
  const stock = (add: number, product_id: string) => ({ product_id, add, reason: "Delivery" });

  it("lists the staff's tools to the staff, and the customers' tools to everybody, in both eras", async () => {
    for (const { body } of await list("/mcp/staff", floor.staffToken))
      expect(body.result.tools.map((tool: any) => tool.name)).toEqual(names);
    for (const token of [undefined, floor.mine, floor.staffToken])
      for (const { body } of await list("/mcp", token))
        expect(body.result.tools.map((tool: any) => tool.name)).toEqual(tools.map(({ name }) => name));
  });

  it.each(names)("keeps %s from everybody but the staff", async (tool) => {
    const before = await allItems(floor.stage);
    const refused = [
      [await askStaff(floor.door, tool, {}), await askStaff(floor.door, tool, {}, { token: floor.mine })],
      ...Object.values(eras).map((call) => [call("/mcp/staff", tool, {}), call("/mcp/staff", tool, {}, floor.mine)]),
    ];
    for (const pair of refused) {
      const [nobody, customer] = await Promise.all(pair);
      expect([nobody?.status, nobody?.body.code]).toEqual([401, "authentication_required"]);
      expect([customer?.status, customer?.body.code]).toEqual([403, "insufficient_scope"]);
      expect(customer?.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    }
    for (const token of [floor.mine, floor.staffToken]) {
      const elsewhere = await post(`/tools/${tool}`, {}, {}, token);
      expect([elsewhere.status, elsewhere.body.code]).toEqual([404, "not_found"]);
      for (const call of Object.values(eras))
        expect((await call("/mcp", tool, {}, token)).body?.success).not.toBe(true);
    }
    expect(await allItems(floor.stage)).toEqual(before);
  });

  it("refuses to list the staff's tools to a customer or to nobody", async () => {
    for (const { status } of await list("/mcp/staff")) expect(status).toBe(401);
    for (const { status } of await list("/mcp/staff", floor.mine)) expect(status).toBe(403);
  });

  it("offers the staff no customers' tools at its own address", async () => {
    for (const { name } of tools) {
      const elsewhere = await askStaff(floor.door, name, {}, { token: floor.staffToken });
      expect([elsewhere.status, elsewhere.body.code]).toEqual([404, "not_found"]);
    }
    for (const call of Object.values(eras)) {
      const { body } = await call("/mcp/staff", "search_products", {}, floor.staffToken);
      expect(body?.success).not.toBe(true);
    }
  });

  it("lets staff without a customer record search, and buy nothing", async () => {
    const token = floor.staffToken;
    expect((await post("/tools/search_products", {}, {}, token)).status).toBe(200);
    const order = { product_id: "prod-e9075764" };
    const { status, body } = await post("/tools/order_product", order, {}, token);
    expect([status, body.code]).toEqual([403, "insufficient_scope"]);
    for (const call of Object.values(eras))
      expect((await call("/mcp", "order_product", order, token)).status).toBe(403);
  });

  describe.each(["rest", "modern", "legacy"] as const)("over %s", (channel) => {
    const call = (tool: string, args: object) =>
      channel === "rest" ? floor.staff(tool, args) : eras[channel]("/mcp/staff", tool, args, floor.staffToken);

    it("adjusts stock, once for each key, and never below zero", async () => {
      const product_id = await floor.product({ stock_quantity: 5 });
      const sent = { ...stock(7, product_id), idempotency_key: `${channel}-${product_id}` };
      expect((await call("adjust_stock", sent)).body).toMatchObject({ success: true, stock_quantity: 12 });
      const again = await Promise.all(Array.from({ length: 5 }, () => call("adjust_stock", sent)));
      expect(tally(again)["ok"]).toBe(5);
      expect(await floor.stockOf(product_id)).toBe(12);
      expect((await call("adjust_stock", stock(-13, product_id))).body).toMatchObject({
        code: "insufficient_stock",
        details: { available: 12 },
      });
      expect((await call("adjust_stock", stock(-12, product_id))).body.stock_quantity).toBe(0);
      expect((await call("adjust_stock", stock(1, "prod-none"))).body.code).toBe("product_not_found");
      expect((await call("adjust_stock", stock(0, product_id))).body.code).toBe("invalid_argument");
      const keyless = await Promise.all([1, 2, 3].map(() => call("adjust_stock", stock(2, product_id))));
      expect([tally(keyless), await floor.stockOf(product_id)]).toEqual([{ ok: 3 }, 6]);
    });

    it("refuses the key of an adjustment for another one", async () => {
      const product_id = await floor.product({ stock_quantity: 5 });
      const idempotency_key = `other-${channel}-${product_id}`;
      must(await call("adjust_stock", { ...stock(1, product_id), idempotency_key }));
      const { body } = await call("adjust_stock", { ...stock(2, product_id), idempotency_key });
      expect([body.code, await floor.stockOf(product_id)]).toEqual(["idempotency_conflict", 6]);
    });

    it("refuses a product it cannot make or change, naming the argument", async () => {
      const product_id = await floor.product();
      const good = { name: "N", description: "D", category: "C", price: 1 };
      const bad: [object, string][] = [
        [{ ...good, price: undefined }, "price"],
        [{ ...good, price: 1.999 }, "price"],
        [{ ...good, price: -1 }, "price"],
        [{ ...good, price: 1e15 }, "price"],
        [{ ...good, currency: "usd" }, "currency"],
        [{ ...good, image_urls: ["nowhere"] }, "image_urls.0"],
        [{ product_id, stock_quantity: 3 }, "stock_quantity"],
        [{ product_id, currency: "EUR" }, "currency"],
      ];
      for (const [args, path] of bad) {
        const { body } = await call("put_product", args);
        expect([args, body.code, body.details?.path]).toEqual([args, "invalid_argument", path]);
      }
    });
  });

  it("shows a product in search within seconds of its being made, changed and taken off sale", async () => {
    const word = `zebra${crypto.randomUUID().slice(0, 6)}`;
    const found = async () => must(await floor.ask("mcp", "search_products", { query: word })).products;
    const within = async (holds: (products: any[]) => boolean) => {
      for (const deadline = Date.now() + 6000; Date.now() < deadline; await sleep(150))
        if (holds(await found())) return;
      throw new Error(`Not so after 6 s: ${JSON.stringify(await found())}`);
    };
    const made = { name: `A ${word}`, description: "D", category: "Zoo", price: "19.90", stock_quantity: 2 };
    const { product, created } = must(await floor.staff("put_product", made));
    expect([created, product]).toMatchObject([true, { price_minor: 1990, currency: "USD", stock_quantity: 2 }]);
    const { product_id } = product;
    await within(([one]) => one?.price === 19.9 && one.stock_quantity === 2);
    const changed = must(await floor.staff("put_product", { product_id, price: 24.5, options: { size: "M" } }));
    expect(changed).toMatchObject({ created: false, product: { price_minor: 2450, name: `A ${word}` } });
    await within(([one]) => one?.price === 24.5 && one.options?.size === "M");
    must(await floor.staff("put_product", { product_id, status: "delisted" }));
    await within((products) => products.length === 0);
    const { body } = await floor.ask("rest", "order_product", { product_id });
    expect(body.code).toBe("product_unavailable");
    expect(must(await floor.ask("rest", "get_product", { product_id })).product.availability).toBe("discontinued");
  });
});
