import { prompts } from "@shop/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { changeProduct } from "../support/faults-tables.ts";
import { type Era, eras, send } from "../support/mcp/wire.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";

const laptop = "prod-e9075764";
const page = `shop://product/${laptop}`;
const texts = ["shop://help/returns", "shop://help/ordering", "shop://help/delivery", "shop://help/sizes"];
const notFound = { "2026-07-28": -32_602, "2025-11-25": -32_002 };
const invalid = -32_602;
const returnWindows = { RETURN_WINDOW_DAYS: "21", RETURN_WINDOW_DAYS_BY_CATEGORY: "Electronics=14" };

describeEachDoor((open) => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor(open, returnWindows);
  });
  afterAll(async () => {
    await floor.close();
    expect(floor.stage.failures).toEqual([]);
  });

  const ask = async (era: Era, method: string, params: Record<string, unknown> = {}, way = {}) => {
    const answer = await send(floor.door, era, { method, params, ...way });
    return { ...answer, result: answer.message.result, error: answer.message.error };
  };
  const read = async (era: Era, uri: string) => (await ask(era, "resources/read", { uri })).result.contents[0].text;

  describe.each(eras)("%s", (era) => {
    const modern = era === "2026-07-28";

    it("lists the texts and the products to everybody, a page at a time, each once", async () => {
      const first = (await ask(era, "resources/list")).result;
      expect(first.resources).toHaveLength(texts.length + 50 + 1);
      const { nextCursor: cursor } = first;
      const rest = cursor ? (await ask(era, "resources/list", { cursor })).result.resources : [];
      const uris = [...first.resources, ...rest].map(({ uri }: { uri: string }) => uri);
      expect(uris.slice(0, 4)).toEqual(texts);
      expect(uris).toContain(page);
      expect(first.resources.at(-1).uri).toBe("ui://shop/products.html");
      expect(new Set(uris).size).toBe(uris.length);
      const card = first.resources.find(({ uri }: { uri: string }) => uri === page);
      expect(card).toMatchObject({
        name: laptop,
        mimeType: "text/plain",
        annotations: { lastModified: expect.any(String) },
      });
    });

    it("offers the template of product pages, and completes its id", async () => {
      const { resourceTemplates } = (await ask(era, "resources/templates/list")).result;
      expect(resourceTemplates).toMatchObject([{ uriTemplate: "shop://product/{id}", mimeType: "text/plain" }]);
      const ref = { type: "ref/resource", uri: "shop://product/{id}" };
      for (const value of [laptop.slice(0, 8), "laptop"]) {
        const { completion } = (await ask(era, "completion/complete", { ref, argument: { name: "id", value } })).result;
        expect(completion.values).toContain(laptop);
      }
    });

    it("tells of a product what get_product tells, as it is at that moment", async () => {
      const product_id = await floor.product({ name: "Kettle", price_minor: 4999, stock_quantity: 3 });
      expect(await read(era, `shop://product/${product_id}`)).toContain("Price: 49.99 USD");
      await changeProduct(floor.stage, product_id, { price_minor: 5999, stock_quantity: 0 });
      const text = await read(era, `shop://product/${product_id}`);
      expect(text).toContain("Price: 59.99 USD");
      expect(text).toContain("out of stock (0)");
      expect(text).toContain("within 21 days");
    });

    it("reads a product page with the very reads of get_product, and writes a line that holds no address", async () => {
      const { lines } = floor.stage;
      const since = lines.length;
      await read(era, page);
      await callMcp(floor.door, "get_product", { product_id: laptop });
      const [own, tool] = lines.slice(since);
      expect(own).toMatchObject({ step: "resources/read", era, code: "ok", db: tool?.db, units: tool?.units });
      expect(tool?.tool).toBe("get_product");
      await ask(era, "resources/read", { uri: `shop://product/prod-${"x".repeat(50)}` });
      expect(lines.at(-1)).toMatchObject({ step: "resources/read", code: "product_not_found" });
      expect(JSON.stringify(lines.slice(since))).not.toMatch(/shop:|xxx/);
    });

    it("tells the return policy that the shop is set to", async () => {
      const text = await read(era, "shop://help/returns");
      expect(text).toContain("Goods: 21 days");
      expect(text).toContain("Electronics: 14 days");
      expect(await read(era, page)).toContain("within 14 days");
    });

    it("leaves out of a page what cannot be seen", async () => {
      const words = "Mug\u202e gum\u200b \u0007\u2066ring\u2069";
      const product_id = await floor.product({ name: words, description: words });
      const text = await read(era, `shop://product/${product_id}`);
      expect(text).toContain("| Mug gum ring\n");
      expect(/\p{Cf}/u.test(text)).toBe(false);
    });

    it.each(["shop://product/prod-none", "shop://product/../x", "shop://orders", "https://example.com/", "nothing"])(
      "has nothing at %s, and says so as its revision does",
      async (uri) => {
        const { error } = await ask(era, "resources/read", { uri });
        expect(error).toMatchObject({ code: notFound[era], data: { uri } });
        expect(Object.keys(error.data)).toEqual(["uri"]);
      },
    );

    it("refuses a cursor that is not of this list, and arguments that are not there", async () => {
      for (const [method, params] of [
        ["resources/list", { cursor: "made-up" }],
        ["prompts/get", { name: "compare_products", arguments: { first: "Mug" } }],
        ["prompts/get", { name: "find_gift", arguments: { recipient: "Ada", color: "red" } }],
        ["prompts/get", { name: "no_such_prompt" }],
        ["completion/complete", { ref: { type: "ref/prompt", name: "none" }, argument: { name: "a", value: "" } }],
      ] as const)
        expect((await ask(era, method, params)).error.code, JSON.stringify(params)).toBe(invalid);
    });

    it("lists its prompts and writes each of them", async () => {
      const { prompts: listed } = (await ask(era, "prompts/list")).result;
      expect(listed.map(({ name }: { name: string }) => name)).toEqual(prompts.map(({ name }) => name));
      for (const { name, arguments: fields } of listed) {
        const given = Object.fromEntries(fields.map((field: { name: string }) => [field.name, "Mug"]));
        const { messages } = (await ask(era, "prompts/get", { name, arguments: given })).result;
        expect(messages).toEqual([{ role: "user", content: { type: "text", text: expect.stringContaining("Mug") } }]);
      }
    });

    it("says how long each answer may be kept, for whom, where its revision has words for that", async () => {
      const answers = {
        "resources/list": [60, await ask(era, "resources/list")],
        "resources/templates/list": [300, await ask(era, "resources/templates/list")],
        "resources/read": [15, await ask(era, "resources/read", { uri: page })],
        "resources/read of a text": [300, await ask(era, "resources/read", { uri: texts[0] })],
        "prompts/list": [300, await ask(era, "prompts/list")],
      } as const;
      for (const [name, [seconds, { result }]] of Object.entries(answers)) {
        const { ttlMs, cacheScope, resultType } = result;
        const told = modern ? [seconds * 1000, "public", "complete"] : [undefined, undefined, undefined];
        expect([name, ttlMs, cacheScope, resultType]).toEqual([name, ...told]);
      }
    });

    it("gives texts and prompts an icon of the server's own origin", async () => {
      const { resources } = (await ask(era, "resources/list")).result;
      const [icon] = resources[0].icons;
      expect(icon).toEqual({ src: "http://localhost:8000/icon.svg", mimeType: "image/svg+xml", sizes: ["any"] });
      const response = await floor.door.fetch(`${floor.door.url}/icon.svg`);
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
      expect(await response.text()).toMatch(/^<svg .*<\/svg>$/);
    });

    it("is open to everybody but who brings a bad credential, and where a sign-in is asked for", async () => {
      for (const method of ["resources/list", "prompts/list"]) {
        expect((await ask(era, method, {}, { token: floor.mine })).status).toBe(200);
        expect((await ask(era, method, {}, { token: "forged" })).status).toBe(401);
        expect((await ask(era, method, {}, { path: "/mcp?auth=required" })).status).toBe(401);
        expect((await ask(era, method, {}, { path: "/mcp/staff" })).status).toBe(401);
      }
      const [anyone, signedIn] = [
        await ask(era, "resources/read", { uri: page }),
        await ask(era, "resources/read", { uri: page }, { token: floor.mine }),
      ];
      expect(signedIn.result).toEqual(anyone.result);
    });

    it("has no shop window for the staff", async () => {
      const way = { path: "/mcp/staff", token: floor.staffToken };
      for (const method of ["resources/list", "prompts/list"])
        expect((await ask(era, method, {}, way)).error.code).toBe(-32_601);
    });
  });

  it("tells in both eras the same but for the words on caching", async () => {
    for (const [method, params] of [
      ["resources/list", {}],
      ["resources/templates/list", {}],
      ["resources/read", { uri: page }],
      ["prompts/list", {}],
      ["prompts/get", { name: "find_gift", arguments: { recipient: "Ada" } }],
    ] as const) {
      const [modern, legacy] = await Promise.all(eras.map(async (era) => (await ask(era, method, params)).result));
      const { ttlMs: _ttl, cacheScope: _scope, resultType: _type, _meta, ...same } = modern;
      expect(withoutCursor(same)).toEqual(withoutCursor(legacy));
    }
  });
});

const withoutCursor = ({ nextCursor: _, ...result }: Record<string, unknown>) => result;
