import { AdminAddUserToGroupCommand } from "@aws-sdk/client-cognito-identity-provider";
import { createCognitoClient } from "@shop/aws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { legacyMessage, modernHeaders, modernMessage } from "../support/faults-calls.ts";
import { connect, registerApp, statusOf } from "../support/oauth/app.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";

const all = "shop:orders shop:reviews shop:returns";
let place: Place;
/** Tokens that allow as much as their name says. */
const tokens = { orders: "", reviews: "", greedy: "", staff: "" };
type Holder = keyof typeof tokens;
beforeAll(async () => {
  place = await openPlace();
  const app = await registerApp(place.url);
  const token = async (scope: string, email: string, password?: string) =>
    (await connect(place.url, app, { change: { scope }, email, ...(password && { password }) })).access_token;
  tokens.orders = await token("shop:orders", "demo1@example.com");
  tokens.reviews = await token("shop:reviews shop:returns", "demo2@example.com");
  tokens.greedy = await token(`${all} shop:staff`, "demo3@example.com");
  tokens.staff = await token(`${all} shop:staff`, "staff@example.com", "Staff123!");
});
afterAll(() => place[Symbol.asyncDispose]());

const json = { "content-type": "application/json", accept: "application/json, text/event-stream" };
async function send(
  path: string,
  body: unknown,
  { token, headers = json }: { token?: string | undefined; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${place.url}${path}`, {
    method: "POST",
    headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate") ?? "",
    body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text,
  };
}
const tool = (name: string, id: number | string = 7) => legacyMessage("tools/call", { name, arguments: {} }, id);

describe("without a token", () => {
  it("everything that is open to all is served, in both eras", async () => {
    const hello = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } };
    for (const message of [
      legacyMessage("initialize", hello),
      legacyMessage("tools/list"),
      tool("search_products"),
      tool("get_product_reviews"),
    ])
      expect((await send("/mcp", message)).status).toBe(200);
    for (const [method, params, name] of [
      ["server/discover", {}],
      ["tools/list", {}],
      ["tools/call", { name: "search_products", arguments: {} }, "search_products"],
    ] as const)
      expect((await send("/mcp", modernMessage(method, params), { headers: modernHeaders(method, name) })).status).toBe(
        200,
      );
  });

  it.each(["legacy", "modern"])(
    "a customer's tool is 401 with all scopes and the request's own id (%s)",
    async (era) => {
      const modern = modernMessage("tools/call", { name: "get_order_history", arguments: {} }, "q-1");
      const answer =
        era === "modern"
          ? await send("/mcp", modern, { headers: modernHeaders("tools/call", "get_order_history") })
          : await send("/mcp", tool("get_order_history", "q-1"));
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ jsonrpc: "2.0", id: "q-1", error: { message: "Authentication required" } });
      expect(answer.challenge).toBe(
        `Bearer realm="ecommerce-mcp-server", resource_metadata="${place.url}/.well-known/oauth-protected-resource/mcp", scope="${all}"`,
      );
    },
  );

  it("everything is 401 where the address asks for a sign-in, and served there with a token", async () => {
    for (const message of [legacyMessage("initialize"), legacyMessage("tools/list"), tool("search_products")]) {
      const answer = await send("/mcp?auth=required", message);
      expect([answer.status, answer.body.id]).toEqual([401, message.id]);
      expect(answer.challenge).toContain(`scope="${all}"`);
      expect((await send("/mcp?auth=required", message, { token: tokens.orders })).status).toBe(200);
    }
  });

  it.each([
    ["in a batch", [legacyMessage("tools/list"), tool("order_product")]],
    ["in a batch of one", [tool("order_product")]],
    ["as a notification", { jsonrpc: "2.0", method: "tools/call", params: { name: "order_product", arguments: {} } }],
    [
      "with an id of null",
      { jsonrpc: "2.0", id: null, method: "tools/call", params: { name: "order_product", arguments: {} } },
    ],
    [
      "behind a public name given first",
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_products","name":"order_product","arguments":{}}}',
    ],
    [
      "behind a harmless method given first",
      '{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"order_product","arguments":{}}}',
    ],
    [
      "behind params given first",
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_products"},"params":{"name":"order_product","arguments":{}}}',
    ],
    [
      "spelled with escapes",
      '{"jsonrpc":"2.0","id":1,"method":"tools\\/call","params":{"name":"order\\u005fproduct","arguments":{}}}',
    ],
    ["with strange neighbours", { ...tool("order_product"), extra: true, __proto: 1 }],
  ])("a customer's tool is 401 %s", async (_how, body) => {
    const answer = await send("/mcp", body);
    expect(answer.status).toBe(401);
    expect(answer.challenge).toContain("resource_metadata=");
  });

  it.each([
    "Order_Product",
    "ORDER_PRODUCT",
    "order_product ",
    " order_product",
    "order_product\u0000",
    "order\u200b_product",
    "__proto__",
    "constructor",
    "toString",
  ])("no tool is reached by the name %j", async (name) => {
    const { status, body } = await send("/mcp", tool(name));
    expect(status).toBeLessThan(500);
    expect(JSON.stringify(body)).not.toContain("order_id");
    expect(body.error).toMatchObject({ code: -32_602, message: expect.stringContaining("Unknown tool") });
  });

  it.each([
    ["behind a byte order mark", `\uFEFF${JSON.stringify(tool("order_product"))}`],
    ["as another method", { ...tool("order_product"), method: "Tools/Call" }],
  ])("a customer's tool is not run %s", async (_how, body) => {
    expect(JSON.stringify((await send("/mcp", body)).body)).not.toContain("order_id");
  });
});

describe("with a token that allows something else", () => {
  it.each<[Holder, string]>([
    ["reviews", "order_product"],
    ["reviews", "get_order_history"],
    ["orders", "write_product_review"],
    ["orders", "initiate_return"],
  ])("for %s, %s is 403 with all scopes of the shop", async (holder, name) => {
    const inBatch = [legacyMessage("tools/list"), tool(name)];
    const modern = modernMessage("tools/call", { name, arguments: {} });
    for (const answer of [
      await send("/mcp", tool(name), { token: tokens[holder] }),
      await send("/mcp", inBatch, { token: tokens[holder] }),
      await send("/mcp", modern, { token: tokens[holder], headers: modernHeaders("tools/call", name) }),
      await send(`/tools/${name}`, {}, { token: tokens[holder] }),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.challenge).toContain('error="insufficient_scope"');
      expect(answer.challenge).toContain(`scope="${all}"`);
    }
  });

  it("what it does allow is served", async () => {
    expect(await statusOf(place.url, tokens.orders, "get_order_history")).toBe(200);
    expect(await statusOf(place.url, tokens.reviews, "get_order_history")).toBe(403);
  });

  it("a member of the staff acts as that only through an app that they have let do so", async () => {
    const cognito = createCognitoClient(place.stage.config);
    const email = "demo10@example.com";
    const who = { UserPoolId: place.stage.cognito.poolId, Username: email, GroupName: "staff" };
    await cognito.send(new AdminAddUserToGroupCommand(who));
    cognito.destroy();
    const app = await registerApp(place.url);
    const asCustomer = (await connect(place.url, app, { change: { scope: all }, email })).access_token;
    const asBoth = (await connect(place.url, app, { change: { scope: `${all} shop:staff` }, email })).access_token;
    const list = legacyMessage("tools/list");
    expect((await send("/mcp/staff", list, { token: asCustomer })).status).toBe(403);
    expect((await send("/mcp/staff", list, { token: asBoth })).status).toBe(200);
    expect(await statusOf(place.url, asBoth)).toBe(200);
  });

  it("the staff's tools stay the staff's, whatever a customer's app has asked for", async () => {
    const list = legacyMessage("tools/list");
    for (const holder of ["orders", "greedy"] as const) {
      const answer = await send("/mcp/staff", list, { token: tokens[holder] });
      expect(answer.status).toBe(403);
      expect(answer.challenge).toContain('scope="shop:staff"');
      expect(answer.challenge).toContain("/oauth-protected-resource/mcp/staff");
    }
    expect((await send("/mcp/staff", list)).status).toBe(401);
    expect((await send("/mcp/staff", list, { token: tokens.staff })).status).toBe(200);
    const scopeOf = (token = "") => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).scope;
    expect([scopeOf(tokens.greedy), scopeOf(tokens.staff)]).toEqual([all, "shop:staff"]);
  });
});
