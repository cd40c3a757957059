import assert from "node:assert/strict";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { Promised, SmokeShop } from "./smoke-shop.ts";

const toolsOfTheGuide = [
  "search_products",
  "order_product",
  "write_product_review",
  "get_order_history",
  "initiate_return",
];
const paths = ["/mcp", "/"];
const [older, newer] = ["2025-11-25", "2026-07-28"];
const laptops = { query: "laptop", max_price: 1500 };

/** An official client that speaks exactly one era, connected to the server under test for the time of `use`. */
async function withClient(
  shop: SmokeShop,
  { path, pin, token }: { path: string; pin?: string; token?: string },
  use: (client: Client) => Promise<void>,
): Promise<void> {
  const mode = pin === undefined ? "legacy" : { pin };
  const client = new Client({ name: "smoke", version: "1.0.0" }, { versionNegotiation: { mode } });
  const requestInit = token ? { headers: { authorization: `Bearer ${token}` } } : {};
  await client.connect(new StreamableHTTPClientTransport(new URL(path, shop.url), { requestInit }));
  try {
    await use(client);
  } finally {
    await client.close();
  }
}

async function checkTools(client: Client): Promise<void> {
  const { tools } = await client.listTools();
  const names = tools.map(({ name }) => name);
  for (const name of toolsOfTheGuide) assert.ok(names.includes(name), `tools/list must have ${name}`);
  const { structuredContent, content, isError } = await client.callTool({
    name: "search_products",
    arguments: laptops,
  });
  assert.ok(!isError, "search_products must succeed");
  const found = structuredContent as { success: boolean; count: number };
  assert.ok(found.success && found.count > 0, "search_products must find laptops");
  const [text] = content;
  assert.ok(text?.type === "text", "the answer must be there as text too");
  assert.deepEqual(JSON.parse(text.text), structuredContent);
}

const message = (method: string, params: unknown) => ({ jsonrpc: "2.0", id: 1, method, params });
const accept = { accept: "application/json, text/event-stream" };

/** What MCP clients of both eras rely on. */
export const mcpPromises: readonly Promised[] = [
  ...paths.map((path) => ({
    name: `MCP ${older} on ${path}: initialize answers that revision`,
    async check(shop: SmokeShop) {
      const clientInfo = { name: "smoke", version: "1.0.0" };
      const asked = message("initialize", { protocolVersion: older, capabilities: {}, clientInfo });
      const { status, body, text } = await shop.post(path, asked, accept);
      assert.equal(status, 200, text.slice(0, 200));
      assert.equal(body.result.protocolVersion, older);
      assert.equal(body.result.serverInfo.name, "ecommerce-mcp-server");
      assert.ok("tools" in body.result.capabilities);
    },
  })),
  ...paths.map((path) => ({
    name: `MCP ${older} on ${path}: the official client lists tools and searches`,
    check: (shop: SmokeShop) => withClient(shop, { path }, checkTools),
  })),
  ...paths.map((path) => ({
    name: `MCP ${newer} on ${path}: the official client discovers, lists tools and searches`,
    check: (shop: SmokeShop) =>
      withClient(shop, { path, pin: newer }, async (client) => {
        assert.ok(client.getDiscoverResult()?.supportedVersions.includes(newer), `server/discover must offer ${newer}`);
        assert.equal(client.getNegotiatedProtocolVersion(), newer);
        await checkTools(client);
      }),
  })),
  {
    name: "MCP: a signed-in client reads its own orders, in both eras",
    async check(shop) {
      for (const pin of [undefined, newer])
        await withClient(shop, { path: "/mcp", token: shop.token, ...(pin && { pin }) }, async (client) => {
          const answer = await client.callTool({ name: "get_order_history", arguments: { limit: 1 } });
          assert.equal((answer.structuredContent as { order_count: number }).order_count, 1);
        });
    },
  },
  {
    name: "MCP: a customer's tool without a token is HTTP 401 with WWW-Authenticate",
    async check(shop) {
      const call = message("tools/call", { name: "get_order_history", arguments: {} });
      const { status, headers, body } = await shop.post("/mcp", call, { ...accept, "mcp-protocol-version": older });
      assert.equal(status, 401);
      assert.match(headers.get("www-authenticate") ?? "", /^Bearer .*resource_metadata=/);
      assert.equal(body.id, 1);
    },
  },
  {
    name: "GET and DELETE /mcp are 405 with Allow: POST",
    async check(shop) {
      for (const method of ["GET", "DELETE"]) {
        const { status, headers } = await shop.send(method, "/mcp");
        assert.equal(status, 405);
        assert.equal(headers.get("allow"), "POST");
      }
    },
  },
];
