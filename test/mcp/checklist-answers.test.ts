import { connect } from "node:net";
import { createBackend } from "@shop/aws";
import { tools } from "@shop/core";
import { type App, createApp } from "@shop/server";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { callRest, type Door, describeEachDoor, openDoor } from "../support/doors.ts";
import { legacyMessage, modernHeaders, modernMessage } from "../support/faults-calls.ts";
import { ordersOf } from "../support/faults-tables.ts";
import { eras, send } from "../support/mcp/wire.ts";
import { newProduct } from "../support/shop/floor.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { silentJournal } from "../support/telemetry/silent-journal.ts";

const laptop = "prod-e9075764";
const call = (name: string, args: unknown) => ({ method: "tools/call", params: { name, arguments: args } });
const closed = tools.filter(({ access }) => access === "customer").map(({ name }) => name);
const secret = "AccessDeniedException: arn:aws:dynamodb:us-west-2:123456789012:table/ecommerce-orders";

/** The app of a stage whose database fails in a way that nobody has thought of. */
function openBroken({ config }: Stage) {
  const failures: { message: string; requestId: string }[] = [];
  const backend = createBackend(config, () => undefined);
  const fail = () => {
    throw new Error(secret);
  };
  const app: App = createApp({
    backend: { ...backend, open: fail },
    journal: {
      ...silentJournal,
      reportFailure: (error, { request_id }) =>
        failures.push({ message: (error as Error).message, requestId: request_id }),
    },
    settings: {
      version: "1.0.0",
      publicUrl: config.publicUrl,
      authorizationServer: config.authorizationServer,
      allowedOrigins: [],
      loopbackOnly: false,
      requestDeadlineMs: 5000,
    },
  });
  return { app, failures, [Symbol.dispose]: () => backend.stop() };
}

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

  it("answers the same on both addresses, in both eras and over REST", async () => {
    const args = { query: "kettle", limit: 3, response_format: "concise" };
    const { body } = await callRest(door, "search_products", args);
    expect(body.products.length).toBeGreaterThan(0);
    for (const era of eras)
      for (const path of ["/mcp", "/"]) {
        const { result } = (await send(door, era, { ...call("search_products", args), path })).message;
        expect(result.structuredContent).toEqual(body);
        expect(JSON.parse(result.content[0].text)).toEqual(body);
      }
  });

  it.each(eras)(
    "says in %s which argument is wrong, to the model, and that there is no such tool, to the client",
    async (era) => {
      const wrong = await send(door, era, call("search_products", { limit: "many" }));
      expect(wrong.status).toBe(200);
      expect(wrong.message.result).toMatchObject({
        isError: true,
        structuredContent: { success: false, code: "invalid_argument", details: { path: "limit" } },
      });
      const unknown = await send(door, era, call("drop_tables", {}));
      expect(unknown.message.error.code).toBe(-32_602);
    },
  );

  it.each(eras)(
    "asks in %s for a sign-in before each tool that needs one, and serves the others to everybody",
    async (era) => {
      expect(closed.length).toBe(10);
      for (const name of closed) {
        const { status, headers } = await send(door, era, call(name, {}));
        const challenge = headers.get("www-authenticate");
        expect([name, status]).toEqual([name, 401]);
        expect(challenge).toContain(
          'resource_metadata="http://localhost:8000/.well-known/oauth-protected-resource/mcp"',
        );
        expect(challenge).toContain('scope="shop:orders shop:reviews shop:returns"');
      }
      expect((await send(door, era, call("search_products", {}))).status).toBe(200);
    },
  );

  it("ends a subscription at once: nothing of the shop's lists changes while it runs", async () => {
    const params = { notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true } };
    const body = JSON.stringify(modernMessage("subscriptions/listen", params));
    const headers = modernHeaders("subscriptions/listen");
    const response = await door.fetch(`${door.url}/mcp`, { method: "POST", headers, body });
    const messages = (await response.text())
      .split("\n")
      .flatMap((line) => (line.startsWith("data: ") ? [JSON.parse(line.slice(6))] : []));
    expect(messages).toMatchObject([
      { method: "notifications/subscriptions/acknowledged", params: { notifications: {} } },
      { id: 1, result: { resultType: "complete" } },
    ]);
  });

  it.each(eras)(
    "tells in %s nothing of an error but that there was one, and where to find it in the log",
    async (era) => {
      using broken = openBroken(stage);
      await using own = await open(broken.app);
      for (const question of [
        call("get_product", { product_id: laptop }),
        { method: "resources/read", params: { uri: `shop://product/${laptop}` } },
        { method: "resources/list" },
        {
          method: "completion/complete",
          params: { ref: { type: "ref/resource", uri: "shop://product/{id}" }, argument: { name: "id", value: "x" } },
        },
      ]) {
        const { text, message, headers } = await send(own, era, question);
        expect(text).not.toMatch(/arn:|AccessDenied|dynamodb|\.ts/);
        const told = message.result?.structuredContent ?? message.error.data;
        expect(told).toMatchObject({ success: false, code: "internal", details: { request_id: expect.any(String) } });
        if (message.error) expect(message.error.code).toBe(-32_603);
        const requestId = headers.get("x-request-id");
        expect(told.details.request_id).toBe(requestId);
        expect(broken.failures.at(-1)).toEqual({ message: secret, requestId });
      }
    },
  );
});

it("places an order whole whose client has hung up, in both eras", async () => {
  const stage = await openStage();
  await using door = await openDoor("container", stage.app);
  const token = await stage.tokenOf();
  const { hostname, port } = new URL(door.url);
  for (const era of eras) {
    const product_id = await newProduct(stage);
    const { params } = call("order_product", { product_id, quantity: 1 });
    const isModern = era === "2026-07-28";
    const body = JSON.stringify((isModern ? modernMessage : legacyMessage)("tools/call", params));
    const headers: Record<string, string> = {
      ...(isModern ? modernHeaders("tools/call", "order_product") : { "content-type": "application/json" }),
      authorization: `Bearer ${token}`,
      host: `${hostname}:${port}`,
      "content-length": String(Buffer.byteLength(body)),
    };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /mcp HTTP/1.1\r\n${head.join("")}\r\n${body}`, () => socket.destroy());
    await vi.waitFor(async () => expect(await ordersOf(stage, product_id, "")).toHaveLength(1), { timeout: 10_000 });
  }
  expect(stage.failures).toEqual([]);
  await stage.stop();
});
