import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { bundle } from "../../scripts/support/build-bundles.ts";
import { legacyRevision, modernRevision } from "../support/clients/sdk-clients.ts";
import { shopToolNames } from "../support/clients/shop-client.ts";
import { startFunction } from "../support/lambda/function.ts";
import { startXrayDaemon } from "../support/lambda/xray-daemon.ts";
import { openStage, type Stage } from "../support/stage.ts";

const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
const json = { "Content-Type": "application/json" };
const laptop = "prod-e9075764";
const wrongLogin = { email: "demo1@example.com", password: "wrong" };

let stage: Stage;
let outDir: string;
let file: string;
let daemon: Awaited<ReturnType<typeof startXrayDaemon>>;
let shop: Awaited<ReturnType<typeof startFunction>>;

beforeAll(async () => {
  stage = await openStage();
  // Outside the repository, where no node_modules can help the bundle out.
  outDir = await mkdtemp(join(tmpdir(), "shop-lambda-"));
  ({ file } = await bundle("lambda", outDir));
  daemon = await startXrayDaemon();
  shop = await startFunction(file, { ...stage.env, ...credentials, AWS_XRAY_DAEMON_ADDRESS: daemon.address });
});
afterAll(async () => {
  await shop.stop();
  daemon.stop();
  await stage.stop();
  await rm(outDir, { recursive: true, force: true });
});

const post = (path: string, body: unknown, more: { headers?: Record<string, string>; base64?: boolean } = {}) =>
  shop.send({
    method: "POST",
    path,
    headers: { ...json, ...more.headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
    base64: more.base64 ?? false,
  });

const calls = () => shop.log().flatMap((line) => (line.includes('"tool":') ? JSON.parse(line) : []));

/** What the runtime is told to continue, in the form of W3C. */
const traceId = "5759e988bd862e3fe1be46a994272793";

it("serves one request after the other in the same process, and logs each as a line of JSON with its trace", async () => {
  const first = await post("/tools/search_products", { query: "laptop", max_price: 1500 });
  expect(first).toMatchObject({ status: 200, body: { success: true } });
  expect(first.body.products[0].product_id).toBe(laptop);
  const second = await post("/tools/search_products", { query: "shirt" });
  expect(second.status).toBe(200);

  await vi.waitFor(() => expect(calls()).toHaveLength(2));
  const [cold, warm] = calls();
  expect(cold).toMatchObject({
    level: "INFO",
    tool: "search_products",
    era: "rest",
    code: "ok",
    trace: traceId,
    id: first.headers["x-request-id"],
    cold: true,
  });
  expect(warm).toMatchObject({ tool: "search_products", trace: traceId, id: second.headers["x-request-id"] });
  expect(warm).not.toHaveProperty("cold");
  expect(shop.initErrors).toEqual([]);
});

it("signs a customer in and places the order that the token asks for", async () => {
  const login = await post("/auth/login", { email: "demo1@example.com", password: "Demo123!" });
  expect(login).toMatchObject({ status: 200, body: { token_type: "Bearer", customer_id: "cust-001" } });
  const headers = { Authorization: `Bearer ${login.body.access_token}` };
  const order = await post("/tools/order_product", { product_id: laptop, quantity: 2 }, { headers });
  expect(order).toMatchObject({ status: 200, body: { success: true, status: "placed", quantity: 2 } });
});

it("reads a body that arrives in base64, up to the same size as any other", async () => {
  // 60 KiB are within the limit of 64, though not the 80 that they are on the way.
  const padded = `${" ".repeat(60 * 1024)}{"query":"laptop"}`;
  const found = await post("/tools/search_products", padded, { base64: true });
  expect(found).toMatchObject({ status: 200, body: { success: true } });
  expect(found.body.products[0].product_id).toBe(laptop);
});

it.each([
  { what: "a body that is not JSON", path: "/tools/search_products", body: "{", status: 400, code: "invalid_argument" },
  {
    what: "an unknown argument",
    path: "/tools/search_products",
    body: { no: 1 },
    status: 400,
    code: "invalid_argument",
  },
  {
    what: "an order without a token",
    path: "/tools/order_product",
    body: {},
    status: 401,
    code: "authentication_required",
  },
  { what: "a wrong password", path: "/auth/login", body: wrongLogin, status: 401, code: "authentication_required" },
  { what: "an unknown tool", path: "/tools/nothing", body: {}, status: 404, code: "not_found" },
  { what: "an unknown address", path: "/nowhere", body: {}, status: 404, code: "not_found" },
])("answers $what instead of failing the invocation", async ({ path, body, status, code }) => {
  // A failed invocation would reject.
  expect(await post(path, body)).toMatchObject({ status, body: { success: false, code } });
});

it("lists the tools over MCP in both eras", async () => {
  const legacy = await post(
    "/mcp",
    { jsonrpc: "2.0", id: 1, method: "tools/list" },
    { headers: { "MCP-Protocol-Version": legacyRevision } },
  );
  const meta = {
    "io.modelcontextprotocol/protocolVersion": modernRevision,
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const modern = await post(
    "/mcp",
    { jsonrpc: "2.0", id: 2, method: "tools/list", params: { _meta: meta } },
    { headers: { "MCP-Protocol-Version": modernRevision, "Mcp-Method": "tools/list" } },
  );
  for (const answer of [legacy, modern]) {
    expect(answer.status).toBe(200);
    expect(answer.body.result.tools.map((tool: { name: string }) => tool.name)).toEqual(shopToolNames);
  }
  expect(legacy.body.result).not.toHaveProperty("resultType");
  expect(modern.body.result).toMatchObject({ resultType: "complete", cacheScope: "public" });
});

it("signs apps in from the bundle too, with cookies where the gateway wants them", async () => {
  const metadata = await shop.send({ path: "/.well-known/oauth-authorization-server" });
  expect(metadata).toMatchObject({ status: 200, body: { code_challenge_methods_supported: ["S256"] } });
  const app = { client_name: "x", redirect_uris: ["https://app.example/callback"] };
  const registered = await post("/oauth/register", app, { base64: true });
  expect(registered).toMatchObject({ status: 201, body: { token_endpoint_auth_method: "none" } });
  const query = new URLSearchParams({
    ...{ response_type: "code", client_id: registered.body.client_id, redirect_uri: "https://app.example/callback" },
    ...{ code_challenge: "x".repeat(43), code_challenge_method: "S256", state: "s" },
  });
  const asked = await shop.send({ path: `/oauth/authorize?${query}` });
  expect(asked.status).toBe(303);
  expect(asked.headers["location"]).toMatch(/^\/oauth\/consent\//);
  expect(asked.cookies.join()).toContain("shop-browser=");
});

it("is healthy", async () => {
  const health = await shop.send({ path: "/health" });
  expect(health).toMatchObject({ status: 200, body: { status: "healthy", service: "ecommerce-mcp-server" } });
});

it("sends a trace segment for each invocation", async () => {
  const before = daemon.segments.length;
  await shop.send({ path: "/health" });
  await vi.waitFor(() => expect(daemon.segments.length).toBeGreaterThan(before));
  expect(daemon.segments.at(-1)).toMatchObject({ name: "## index.handler", trace_id: expect.stringMatching(/^1-/) });
});

it("writes on a call's segment which tool was called and how that ended, and nothing of what was said", async () => {
  const before = daemon.segments.length;
  await post("/tools/get_product", { product_id: "prod-nothing" });
  const annotated = await vi.waitFor(() => {
    const found = daemon.segments.slice(before).find(({ annotations }) => annotations?.tool === "get_product");
    expect(found).toBeDefined();
    return found;
  });
  expect(annotated.annotations).toEqual({
    ...{ ColdStart: false, Service: "ecommerce-mcp-server" },
    ...{ tool: "get_product", code: "product_not_found" },
  });
  expect(JSON.stringify(daemon.segments.slice(before))).not.toContain("prod-nothing");
});

// Fails as long as the X-Ray SDK complains of what the catalogue loads outside an invocation: see packages/lambda/main.ts.
it("writes nothing to its log but lines of JSON", () => {
  for (const line of shop.log()) expect(line).toMatch(/^\{.*\}$/);
});

it("tells Lambda what its environment lacks, and does not start", async () => {
  const { COGNITO_CLIENT_ID, ...lacking } = stage.env;
  const lame = await startFunction(file, { ...lacking, ...credentials });
  await expect(lame.send({ path: "/health" })).rejects.toThrow("The function's process ended");
  expect(lame.initErrors).toMatchObject([
    { errorType: "ConfigError", errorMessage: "Cannot start:\n  COGNITO_CLIENT_ID is required" },
  ]);
  await lame.stop();
});
