import { AjvJsonSchemaValidator } from "@modelcontextprotocol/client/validators/ajv";
import { tools } from "@shop/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Door, describeEachDoor } from "../support/doors.ts";
import { modernHeaders, modernMessage } from "../support/faults-calls.ts";
import { eras, post, send } from "../support/mcp/wire.ts";
import { openStage, type Stage } from "../support/stage.ts";

const modern = "2026-07-28";
const search = { name: "search_products", arguments: { limit: 1 } };

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;
  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
    expect(stage.failures).toEqual([]);
  });

  /** A request of 2026-07-28 with its headers and body as given. */
  const raw = (headers: Record<string, string>, body: unknown) => post(door, JSON.stringify(body), { headers });
  const listing = () => modernMessage("tools/list", {}) as { params: { _meta: Record<string, unknown> } };

  it("tells what it speaks and can do, and how long that may be kept", async () => {
    const { status, message } = await send(door, modern, { method: "server/discover" });
    expect(status).toBe(200);
    expect(message.result).toMatchObject({
      supportedVersions: [modern],
      capabilities: {
        tools: { listChanged: false },
        resources: { listChanged: false },
        prompts: { listChanged: false },
        completions: {},
      },
      instructions: expect.stringContaining("shop://product/{id}"),
      ttlMs: 300_000,
      cacheScope: "public",
      _meta: { "io.modelcontextprotocol/serverInfo": { name: "ecommerce-mcp-server", version: "1.0.0" } },
    });
  });

  it.each(eras)("lists thirteen tools in %s, the same bytes each time, with schemas that are ones", async (era) => {
    const [first, second] = [
      await send(door, era, { method: "tools/list" }),
      await send(door, era, { method: "tools/list" }),
    ];
    expect(JSON.stringify(first.message.result)).toBe(JSON.stringify(second.message.result));
    const { tools: listed, ...more } = first.message.result;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(tools.map(({ name }) => name));
    expect(listed).toHaveLength(13);
    const ajv = new AjvJsonSchemaValidator();
    for (const { inputSchema, outputSchema, annotations, title } of listed) {
      expect(() => ajv.getValidator(inputSchema)).not.toThrow();
      expect(() => ajv.getValidator(outputSchema)).not.toThrow();
      expect(annotations).toMatchObject({ title, readOnlyHint: expect.any(Boolean), openWorldHint: false });
    }
    const { _meta, ...hints } = more;
    expect(hints).toEqual(era === modern ? { resultType: "complete", ttlMs: 300_000, cacheScope: "public" } : {});
  });

  it("answers a method that it does not know with 404 and -32601", async () => {
    const { status, message } = await send(door, modern, { method: "nothing/at_all" });
    expect([status, message.error.code]).toEqual([404, -32_601]);
    expect((await send(door, "2025-11-25", { method: "nothing/at_all" })).message.error.code).toBe(-32_601);
  });

  it("refuses headers that are missing or say something else than the body, and reads a name in base64", async () => {
    const call = modernMessage("tools/call", search);
    const headers = modernHeaders("tools/call", search.name);
    const without = (name: string) => Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
    for (const wrong of [
      without("mcp-method"),
      without("mcp-name"),
      without("mcp-protocol-version"),
      { ...headers, "mcp-method": "tools/list" },
      { ...headers, "mcp-name": "order_product" },
      { ...headers, "mcp-name": "Search_Products" },
      { ...headers, "mcp-protocol-version": "2025-11-25" },
    ]) {
      const { status, message } = await raw(wrong, call);
      expect([status, message.error.code], JSON.stringify(wrong)).toEqual([400, -32_020]);
    }
    const encoded = `=?base64?${Buffer.from(search.name).toString("base64")}?=`;
    expect((await raw({ ...headers, "mcp-name": encoded }, call)).message.result.isError ?? false).toBe(false);
  });

  it("refuses a revision that it does not speak, and names those that it does", async () => {
    const body = JSON.parse(JSON.stringify(listing()).replaceAll(modern, "2099-01-01"));
    const { status, message } = await raw(
      { ...modernHeaders("tools/list"), "mcp-protocol-version": "2099-01-01" },
      body,
    );
    expect([status, message.error.code]).toEqual([400, -32_022]);
    expect(message.error.data).toEqual({ supported: [modern], requested: "2099-01-01" });
  });

  it("wants to know what a client can do, and not who it is", async () => {
    const [able, named] = [listing(), listing()];
    delete able.params._meta["io.modelcontextprotocol/clientCapabilities"];
    delete named.params._meta["io.modelcontextprotocol/clientInfo"];
    const { status, message } = await raw(modernHeaders("tools/list"), able);
    expect([status, message.error.code]).toEqual([400, -32_602]);
    expect((await raw(modernHeaders("tools/list"), named)).status).toBe(200);
  });

  it.each([
    ["2025-11-25", "2025-11-25"],
    ["2025-06-18", "2025-06-18"],
    ["2025-03-26", "2025-03-26"],
    ["2024-11-05", "2024-11-05"],
    ["1999-01-01", "2025-11-25"],
  ])("agrees with a client that opens with %s on %s", async (protocolVersion, agreed) => {
    const params = { protocolVersion, capabilities: {}, clientInfo: { name: "test", version: "1.0.0" } };
    const { status, message } = await raw({}, { jsonrpc: "2.0", id: 1, method: "initialize", params });
    expect([status, message.result.protocolVersion]).toEqual([200, agreed]);
    expect(message.result.capabilities).toMatchObject({ tools: {}, resources: {}, prompts: {}, completions: {} });
    expect(message.result.instructions).toContain("shop://product/{id}");
  });

  it("takes note of a client that is ready, and answers a ping where its revision has pings", async () => {
    const ready = await raw({}, { jsonrpc: "2.0", method: "notifications/initialized" });
    expect([ready.status, ready.text]).toEqual([202, ""]);
    expect((await send(door, "2025-11-25", { method: "ping" })).message.result).toEqual({});
    const { status, message } = await send(door, modern, { method: "ping" });
    expect([status, message.error.code]).toEqual([404, -32_601]);
  });

  it("answers a batch of 2025-03-26 with a batch", async () => {
    const batch = [
      { jsonrpc: "2.0", id: 1, method: "ping" },
      { jsonrpc: "2.0", method: "notifications/initialized" },
      { jsonrpc: "2.0", id: "b", method: "prompts/list" },
    ];
    const { status, message } = await raw({ "mcp-protocol-version": "2025-03-26" }, batch);
    expect([status, message.map(({ id }: { id: unknown }) => id).sort()]).toEqual([200, [1, "b"]]);
  });

  it("refuses every method but POST, and names it", async () => {
    for (const method of ["GET", "DELETE", "PUT", "PATCH"]) {
      const response = await door.fetch(`${door.url}/mcp`, { method });
      expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, "POST"]);
    }
  });

  it("refuses what is no JSON, no message or too large, without an id that nobody gave", async () => {
    const large = JSON.stringify({ ...listing(), padding: "x".repeat(65_536) });
    const [typed, broken, empty, huge] = [
      await post(door, JSON.stringify(listing()), { headers: { "content-type": "text/plain" } }),
      await post(door, '{"jsonrpc"'),
      await post(door, JSON.stringify({ ...listing(), id: null })),
      await post(door, large),
    ];
    expect([typed, broken, empty, huge].map(({ status }) => status)).toEqual([415, 400, 400, 413]);
    expect([broken.message.error.code, broken.message.id]).toEqual([-32_700, null]);
    expect([empty.message.error.code, empty.message.id]).toEqual([-32_600, null]);
  });

  it("serves no page of another origin, and every program, which has none", async () => {
    const evil = await send(door, modern, { method: "tools/list", headers: { origin: "https://evil.example" } });
    expect(evil.status).toBe(403);
    const own = await send(door, modern, { method: "tools/list", headers: { origin: "http://localhost:8000" } });
    expect([own.status, (await send(door, modern, { method: "tools/list" })).status]).toEqual([200, 200]);
  });

  it.each(eras)("knows no sessions in %s: it looks at no session id and gives none", async (era) => {
    const headers = { "mcp-session-id": "made-up", "last-event-id": "7" };
    const answer = await send(door, era, { method: "tools/list", headers });
    const plain = await send(door, era, { method: "tools/list" });
    expect([answer.status, answer.message]).toEqual([200, plain.message]);
    const names = [...answer.headers.keys()];
    expect(names.filter((name) => /session|event-id/.test(name))).toEqual([]);
  });

  it.each(["*/*", "application/json", "text/event-stream", "text/html"])(
    "answers JSON to who accepts %s",
    async (accept) => {
      for (const era of eras) {
        const answer = await send(door, era, { method: "tools/call", params: search, headers: { accept } });
        expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
        expect(answer.message.result.structuredContent.count).toBe(1);
      }
    },
  );
});
