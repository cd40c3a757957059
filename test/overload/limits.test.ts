import { afterEach, describe, expect, it } from "vitest";
import { callRest, type Door, describeEachDoor } from "../support/doors.ts";
import { callMcp, modernHeaders } from "../support/faults-calls.ts";
import { openStubShop, refused, type StubShop } from "../support/overload/stub-shop.ts";

const none = { customer: 0, client: 0, address: 0 };
let door: Door;
let shop: StubShop;

const profile = (token: string) => callRest(door, "get_my_profile", {}, { token });

/** Makes a call so many times, one after the other, and counts the answers by status. */
async function storm(times: number, call: () => Promise<{ readonly status: number }>) {
  const statuses: Record<number, number> = {};
  for (let time = 0; time < times; time += 1) {
    const { status } = await call();
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

describeEachDoor((open) => {
  afterEach(() => door[Symbol.asyncDispose]());
  const start = async (perMinute: Partial<typeof none>) => {
    shop = openStubShop({ callsPerMinute: { ...none, ...perMinute } });
    shop.delayMs = 0;
    door = await open(shop.app);
  };

  it("a customer who calls too often is told when to come back, and nobody else is", async () => {
    await start({ customer: 6 });
    expect(await storm(10, () => profile("ann.app"))).toEqual({ 200: 6, 429: 4 });
    const limited = await profile("ann.app");
    expect(limited.body).toMatchObject({ ...refused("rate_limited"), details: { retry_after_seconds: 10 } });
    expect(limited.headers.get("retry-after")).toBe("10");
    expect(await storm(6, () => profile("bob.app"))).toEqual({ 200: 6 });
    expect(await storm(6, () => callRest(door, "search_products", {}))).toEqual({ 200: 6 });
    expect(shop.counted).toEqual(Array(5).fill("rate_limited"));
  });

  it("REST and MCP, and every app of a customer, count together", async () => {
    await start({ customer: 6 });
    expect(await storm(3, () => profile("ann.app"))).toEqual({ 200: 3 });
    expect(await storm(3, () => callMcp(door, "get_my_profile", {}, { token: "ann.other" }))).toEqual({ 200: 3 });
    expect(await storm(2, () => callMcp(door, "search_products", {}, { token: "ann.own" }))).toEqual({ 429: 2 });
  });

  it("over MCP the refusal is a JSON-RPC error with the id of the request", async () => {
    await start({ customer: 1 });
    await profile("ann.app");
    const limited = await callMcp(door, "get_my_profile", {}, { token: "ann.app", id: "call-7" });
    expect(limited).toMatchObject({
      status: 429,
      message: { jsonrpc: "2.0", id: "call-7", error: { code: 429, data: refused("rate_limited") } },
    });
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("an app that calls too often is refused for all its customers, and no other app is", async () => {
    await start({ client: 6 });
    expect(await storm(4, () => profile("ann.app"))).toEqual({ 200: 4 });
    expect(await storm(4, () => profile("bob.app"))).toEqual({ 200: 2, 429: 2 });
    expect(await storm(4, () => profile("bob.other"))).toEqual({ 200: 4 });
    expect(await storm(8, () => profile("bob.own"))).toEqual({ 200: 8 });
  });

  it("strangers are counted by address, before anybody is asked who they are", async () => {
    await start({ address: 5 });
    expect(await storm(8, () => callRest(door, "search_products", {}))).toEqual({ 200: 5, 429: 3 });
    expect((await callMcp(door, "search_products", {})).message).toMatchObject({ id: null, error: { code: 429 } });
    expect(await storm(20, () => profile("ann.app"))).toEqual({ 200: 20 });
    expect((await door.fetch(`${door.url}/health`)).status).toBe(200);
  });

  it("credentials that are not good are counted by address, and soon not looked at", async () => {
    await start({ address: 5 });
    expect(await storm(9, () => profile("forged"))).toEqual({ 401: 5, 429: 4 });
    expect(shop.credentials.asked).toBe(5);
    expect(await storm(5, () => callRest(door, "search_products", {}))).toEqual({ 200: 5 });
  });

  it("each message of a batch counts", async () => {
    await start({ customer: 10 });
    const message = { jsonrpc: "2.0", method: "tools/call", params: { name: "get_my_profile", arguments: {} } };
    const batch = (size: number) => Array.from({ length: size }, (_, id) => ({ ...message, id }));
    const send = (size: number) =>
      door.fetch(`${door.url}/mcp`, {
        method: "POST",
        headers: {
          ...modernHeaders("tools/call"),
          "mcp-protocol-version": "2025-03-26",
          authorization: "Bearer ann.app",
        },
        body: JSON.stringify(batch(size)),
      });
    await send(8);
    const second = await send(3);
    expect([second.status, await second.json()]).toMatchObject([429, { id: null, error: { code: 429 } }]);
    expect(await storm(5, () => profile("ann.app"))).toEqual({ 200: 2, 429: 3 });
  });
});

describe("addresses", () => {
  it("are told apart, and by the network in IPv6", async () => {
    shop = openStubShop({ callsPerMinute: { ...none, address: 2 } });
    const from = async (address: string) => {
      const request = new Request("http://localhost:8000/");
      return (await shop.app.fetch(request, { address })).status;
    };
    const addresses = ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2", "2001:db8::3"];
    const statuses: number[] = [];
    for (const address of addresses) statuses.push(await from(address));
    expect(statuses).toEqual([200, 200, 429, 200, 200, 200, 429]);
  });

  it("have shares of the places: one that storms leaves room for another", async () => {
    shop = openStubShop({ overload: { maxConcurrent: 4, maxQueued: 4, addressShare: 75 } });
    const searchFrom = (address: string) =>
      shop.app.fetch(
        new Request("http://localhost:8000/tools/search_products", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: "{}",
        }),
        { address },
      );
    const storming = Array.from({ length: 50 }, () => searchFrom("192.0.2.1"));
    const other = searchFrom("192.0.2.2");
    let answered = 0;
    for (const call of [...storming, other]) void call.then(() => (answered += 1));
    while (answered < 51) {
      for (const search of shop.searches.splice(0)) search.answer();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const statuses = await Promise.all(storming.map(async (call) => (await call).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(6);
    expect(statuses.filter((status) => status === 503)).toHaveLength(44);
    expect((await other).status).toBe(200);
  });
});
