import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callRest, type Door, describeEachDoor, openDoor } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { isHealthy, openStubShop, refused, type StubShop, until } from "../support/overload/stub-shop.ts";

const overload = { maxConcurrent: 2, maxQueued: 1, addressShare: 100 };
let door: Door;
let shop: StubShop;
afterEach(async () => {
  for (const search of shop.searches) search.answer();
  await door[Symbol.asyncDispose]();
});

const search = (query: string) => callRest(door, "search_products", { query });
const queries = () => shop.searches.map(({ query }) => query);

/** Two searches that hang and one that waits for its turn. */
async function fillUp() {
  const calls = [search("first"), search("second")];
  await until(() => shop.searches.length === 2);
  const third = search("third");
  await until(() => shop.arrivals.length === 3);
  return { calls, third };
}

describeEachDoor((open) => {
  const start = async (settings: Parameters<typeof openStubShop>[0] = {}) => {
    shop = openStubShop({ overload, ...settings });
    door = await open(shop.app);
  };

  it("serves two at once, lets one wait, and refuses the fourth before anybody is asked who it is", async () => {
    await start();
    const { calls, third } = await fillUp();
    const fourth = await callRest(door, "search_products", { query: "fourth" }, { token: "ann.app" });
    expect(fourth).toMatchObject({ status: 503, body: refused("unavailable") });
    expect(Number(fourth.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(fourth.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect(shop.credentials.asked).toBe(0);
    expect(shop.counted).toEqual(["shed"]);

    expect(queries()).toEqual(["first", "second"]);
    shop.searches[1]?.answer();
    expect((await calls[1])?.status).toBe(200);
    await until(() => shop.searches.length === 3);
    expect(queries()).toEqual(["first", "second", "third"]);
    for (const one of shop.searches) one.answer();
    expect((await calls[0])?.status).toBe(200);
    expect((await third).status).toBe(200);
  });

  it("refuses over MCP with a JSON-RPC error without an id, and apps that sign in with a code of theirs", async () => {
    await start({ overload: { ...overload, maxQueued: 0 } });
    const calls = [search("first"), search("second")];
    await until(() => shop.searches.length === 2);
    for (const path of ["/mcp", "/", "/mcp/staff"]) {
      const { status, headers, message } = await callMcp(door, "search_products", {}, { path });
      expect({ status, message }).toMatchObject({
        status: 503,
        message: { jsonrpc: "2.0", id: null, error: { code: 503, data: refused("unavailable") } },
      });
      expect(headers.get("retry-after")).toBe("1");
    }
    const token = await door.fetch(`${door.url}/oauth/token`, { method: "POST", body: "grant_type=x" });
    expect([token.status, token.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await token.json()).toMatchObject({ error: "temporarily_unavailable" });
    for (const one of shop.searches) one.answer();
    await Promise.all(calls);
  });

  it("stays healthy and ready while every place is taken", async () => {
    await start();
    const { calls, third } = await fillUp();
    for (let time = 0; time < 20; time += 1) expect(await isHealthy(door)).toBe(true);
    expect(shop.counted).toEqual([]);
    shop.searches[0]?.answer();
    await until(() => shop.searches.length === 3);
    for (const one of shop.searches) one.answer();
    await Promise.all([...calls, third]);
  });

  it.each(["a failure", "a refusal", "an answer"])("gives the place back after %s", async (how) => {
    await start({ overload: { maxConcurrent: 1, maxQueued: 0, addressShare: 100 } });
    for (let time = 0; time < 5; time += 1) {
      const call = how === "a refusal" ? callRest(door, "get_order_history", {}) : search("laptop");
      await until(() => how === "a refusal" || shop.searches.length === 1);
      const [pending] = shop.searches.splice(0);
      if (how === "a failure") pending?.fail();
      else pending?.answer();
      const statuses = { "a failure": 500, "a refusal": 401, "an answer": 200 };
      expect((await call).status).toBe(statuses[how as keyof typeof statuses]);
    }
    expect(shop.counted).toEqual([]);
  });
});

it("does not touch the body of a request that it refuses", async () => {
  shop = openStubShop({ overload: { ...overload, maxConcurrent: 1, maxQueued: 0 } });
  door = await openDoor("lambda", shop.app);
  const first = search("first");
  await until(() => shop.searches.length === 1);
  for (const path of ["/tools/search_products", "/mcp", "/auth/login"]) {
    const pull = vi.fn();
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    const request = new Request(`http://localhost:8000${path}`, init);
    expect((await shop.app.fetch(request)).status).toBe(503);
    expect(pull).not.toHaveBeenCalled();
    expect(request.bodyUsed).toBe(false);
  }
  shop.searches[0]?.answer();
  await first;
});

describe("in the container", () => {
  const start = async (settings: Parameters<typeof openStubShop>[0]) => {
    shop = openStubShop(settings);
    door = await openDoor("container", shop.app);
  };
  const head = (length: number) =>
    `POST /tools/search_products HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
  const socket = () => connect(Number(new URL(door.url).port), "127.0.0.1");

  it("a request is refused while its body is still to come", async () => {
    await start({ overload: { ...overload, maxConcurrent: 1, maxQueued: 0 } });
    const first = search("first");
    await until(() => shop.searches.length === 1);
    const slow = socket();
    slow.write(head(1000));
    const [answer] = await once(slow, "data");
    expect(`${answer}`).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n/i);
    slow.destroy();
    shop.searches[0]?.answer();
    await first;
  });

  it("callers who hang up leave their places and the queue to others", async () => {
    await start({ overload });
    const hangUp = new AbortController();
    const call = (query: string) =>
      door.fetch(`${door.url}/tools/search_products`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
        signal: hangUp.signal,
      });
    const abandoned = Promise.allSettled([call("gone 1"), call("gone 2")]);
    await until(() => shop.searches.length === 2);
    const waiting = Promise.allSettled([call("gone 3")]);
    await until(() => shop.arrivals.length === 3);
    hangUp.abort();
    await Promise.all([abandoned, waiting]);
    await until(() => shop.arrivals.every(({ isGone }) => isGone?.()));

    const next = search("next"); // the only room in the queue is its own now
    await until(() => shop.counted.length === 1);
    for (const one of shop.searches) one.answer();
    await until(() => queries().includes("next"));
    shop.searches.at(-1)?.answer();
    expect((await next).status).toBe(200);
    expect(queries()).toEqual(["gone 1", "gone 2", "next"]);
  });

  it("callers whose bodies never come hold no place longer than a request may take", async () => {
    await start({ overload: { ...overload, maxQueued: 0 }, requestDeadlineMs: 500 });
    shop.delayMs = 0;
    const slow = [socket(), socket()];
    for (const one of slow) one.write(head(1000));
    const answered = async (status: number) => {
      while ((await search("probe")).status !== status);
    };
    await answered(503);
    await answered(200);
    for (const one of slow) one.destroy();
  });

  it("headers and bodies have a time to come in, and Node looks for those that are late", async () => {
    await start({ overload });
    const late = socket();
    late.write("POST /mcp HTTP/1.1\r\nhost: x\r\n");
    expect(await text(late)).toMatch(/^HTTP\/1\.1 408 /);
  });
});
