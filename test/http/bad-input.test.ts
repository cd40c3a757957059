import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, type Door, describeEachDoor } from "../support/doors.ts";
import { legacyMessage, modernHeaders } from "../support/faults-calls.ts";
import { allItems } from "../support/faults-tables.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { badBodies, expectRefusal, kib, leaks, nested } from "./bad-input-cases.ts";

const json = { "content-type": "application/json" };

type Init = Omit<RequestInit, "headers"> & { readonly headers?: Record<string, string> };

describeEachDoor((open, name) => {
  let stage: Stage;
  let door: Door;
  let token: string;
  let before: unknown;

  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
    token = await stage.tokenOf();
    // The first cursor makes the key that signs them all.
    await callRest(door, "get_order_history", { limit: 1 }, { token });
    before = await allItems(stage);
  });
  afterAll(async () => {
    expect(await allItems(stage)).toEqual(before);
    await door[Symbol.asyncDispose]();
    await stage.stop();
  });

  async function send(path: string, init: Init) {
    const headers = { authorization: `Bearer ${token}`, ...json, ...init.headers };
    const response = await door.fetch(`${door.url}${path}`, { method: "POST", ...init, headers });
    const text = await response.text();
    expect(text).not.toMatch(leaks);
    return { status: response.status, headers: response.headers, text, body: text === "" ? {} : JSON.parse(text) };
  }
  it.each(["/tools/order_product", "/tools/search_products", "/mcp", "/", "/auth/login"])(
    "refuses a body that is not what it should be on %s",
    async (path) => {
      for (const [name, { status, code, headers, body }] of Object.entries(badBodies())) {
        const answer = await send(path, { body, headers: headers ?? {} });
        expect([name, answer.status]).toEqual([name, status]);
        const isMcp = path === "/mcp" || path === "/";
        if (isMcp) expect(answer.body).toMatchObject({ jsonrpc: "2.0", id: null });
        expectRefusal(isMcp ? answer.body.error.data : answer.body, code, name);
      }
    },
  );

  it("measures the body by its bytes, declared or not", async () => {
    const padded = (bytes: number) => `{"query":""${" ".repeat(bytes - 12)}}`;
    expect((await send("/tools/search_products", { body: padded(64 * kib) })).status).toBe(200);
    expect((await send("/tools/search_products", { body: padded(64 * kib + 1) })).status).toBe(413);
    const chunks = [padded(64 * kib + 1).slice(0, 40_000), padded(64 * kib + 1).slice(40_000)];
    const body = ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
    expect((await send("/tools/search_products", { body, duplex: "half" } as Init)).status).toBe(413);
    const wide = JSON.stringify({ query: "é".repeat(32 * kib) });
    expect((await send("/tools/search_products", { body: wide })).status).toBe(413);
  });

  it("takes any spelling of the JSON content type and refuses others", async () => {
    for (const type of ["application/json", "Application/JSON; charset=utf-8", "application/json;charset=UTF-8"])
      expect((await send("/tools/search_products", { body: "{}", headers: { "content-type": type } })).status).toBe(
        200,
      );
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json", "json"])
      expect((await send("/tools/search_products", { body: "{}", headers: { "content-type": type } })).status).toBe(
        415,
      );
  });

  it("refuses arguments that are not an object", async () => {
    for (const body of ["[]", "[{}]", "null", '"text"', "5", "true"]) {
      const answer = await send("/tools/search_products", { body });
      expect([body, answer.status]).toEqual([body, 400]);
      expectRefusal(answer.body, "invalid_argument", body);
    }
  });

  it("searches for anything that is text", async () => {
    const queries = [
      "\u0000",
      "\u202e",
      "' OR 1=1 --",
      "{{7*7}}",
      "İstanbul ı",
      "\u{1f600}".repeat(90),
      "*".repeat(200),
      '"',
      "%",
    ];
    for (const query of queries) {
      const { body } = await send("/tools/search_products", { body: JSON.stringify({ query }) });
      expect([query, body.success]).toEqual([query, true]);
    }
  });

  it("names the methods that an address takes", async () => {
    const posts = ["/tools/search_products", "/mcp", "/auth/login", "/auth/logout"];
    for (const method of ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
      for (const path of posts) {
        const answer = await send(path, { method });
        expect([method, path, answer.status, answer.headers.get("allow")]).toEqual([method, path, 405, "POST"]);
        expectRefusal(answer.body, "method_not_allowed", path);
      }
    const root = await send("/", { method: "DELETE" });
    expect([root.status, root.headers.get("allow")]).toEqual([405, "GET, POST"]);
  });

  it("knows nothing at other addresses", async () => {
    const tools = [
      "__proto__",
      "constructor",
      "toString",
      "Search_Products",
      "search_products%00",
      "%E0%A4%A",
      "a%2Fb",
    ];
    const paths = ["/nothing", "/tools", "/tools/", "/tools/a/b", "/mcp/", "/.env", "/health/x", "/%2e%2e/etc/passwd"];
    for (const path of [...tools.map((tool) => `/tools/${tool}`), ...paths]) {
      const answer = await send(path, { body: "{}" });
      expect([path, answer.status]).toEqual([path, 404]);
      expectRefusal(answer.body, "not_found", path);
    }
  });

  it("answers messages that are no MCP requests with a JSON-RPC error", async () => {
    const strange = [
      {},
      [],
      null,
      5,
      "x",
      { jsonrpc: "1.0", id: 1, method: "tools/list" },
      { method: 1 },
      [[]],
      [null],
    ];
    const calls: Record<string, unknown>[] = [
      {},
      { name: 5 },
      { name: "nothing" },
      { name: "search_products", arguments: [] },
      { name: null },
      nested(20),
    ];
    const messages = [...strange, ...calls.map((params) => legacyMessage("tools/call", params))];
    for (const message of messages) {
      const plain = await send("/mcp", { body: JSON.stringify(message) });
      const modern = await send("/mcp", { body: JSON.stringify(message), headers: modernHeaders("tools/call", "x") });
      for (const { status, body } of [plain, modern]) {
        const told = body.error ?? (body.result?.isError === true && body.result);
        expect([JSON.stringify(message), status < 500, Boolean(told)]).toEqual([JSON.stringify(message), true, true]);
      }
    }
  });

  it.runIf(name === "container")("lets a caller hang up in the middle of a body", async () => {
    const { hostname, port } = new URL(door.url);
    const socket = connect(Number(port), hostname);
    const headers = "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 100";
    socket.write(`POST /tools/search_products HTTP/1.1\r\n${headers}\r\n\r\n{"query":`);
    await sleep(200);
    socket.destroy();
    await sleep(200);
    expect((await send("/tools/search_products", { body: "{}" })).status).toBe(200);
  });

  it("counts no mistake of a caller as a failure of ours", () => {
    expect(stage.failures).toEqual([]);
  });

  it("never fails, whatever JSON it is sent", async () => {
    const tools = ["search_products", "order_product", "write_product_review", "get_order_history", "initiate_return"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tools), fc.json({ maxDepth: 3 }), async (tool, body) => {
        const answer = await send(`/tools/${tool}`, { body });
        expect(answer.status).toBeLessThan(500);
        expect(typeof answer.body.success).toBe("boolean");
      }),
      { numRuns: 150 },
    );
  });
});
