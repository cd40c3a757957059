import { Session } from "node:inspector/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { callRest, type Door, openDoor } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { isHealthy, openStubShop, refused, type StubShop } from "../support/overload/stub-shop.ts";

const overload = { maxConcurrent: 8, maxQueued: 8, addressShare: 100 };
/** Three times what there is room for. */
const lanes = 3 * (overload.maxConcurrent + overload.maxQueued);
const callsOfLane = 10;

let door: Door;
let shop: StubShop;
beforeEach(async () => {
  shop = openStubShop({ overload });
  shop.delayMs = 5;
  door = await openDoor("container", shop.app);
});
afterEach(() => door[Symbol.asyncDispose]());

/** One call after the other, over REST and MCP by turns: every answer, whatever it was. */
async function lane(number: number) {
  const answers = [];
  for (let time = 0; time < callsOfLane; time += 1) {
    const call = (number + time) % 2 === 0 ? callRest : callMcp;
    answers.push(await call(door, "search_products", { query: `laptop ${number}` }));
  }
  return answers;
}

const storm = async () => (await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)))).flat();

/** Bytes of the heap that are in use after everything else has been collected. */
async function usedHeap(): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
  return process.memoryUsage().heapUsed;
}

it("three times the load it has room for is served or told to come back, and nothing else", async () => {
  const answers = storm();
  const health: boolean[] = [];
  const asking = (async () => {
    for (let time = 0; time < 10; time += 1) health.push(await isHealthy(door));
  })();
  const all = await answers;
  await asking;
  const served = all.filter(({ status }) => status === 200);
  const shed = all.filter(({ status }) => status === 503);
  expect(all).toHaveLength(lanes * callsOfLane);
  expect(served.length + shed.length).toBe(all.length);
  expect(served.length).toBeGreaterThanOrEqual(overload.maxConcurrent + overload.maxQueued);
  expect(shed.length).toBeGreaterThan(0);
  for (const { body } of served) expect(body).toMatchObject({ success: true, count: 0 });
  for (const { body, headers } of shed) {
    expect(body).toMatchObject(refused("unavailable"));
    expect(headers.get("retry-after")).toBe("1");
  }
  expect(shop.counted).toHaveLength(shed.length);
  expect(health).toEqual(Array(10).fill(true));
  expect((await callRest(door, "search_products", {})).status).toBe(200);
});

it("storms leave nothing behind", async () => {
  await storm();
  shop.arrivals.length = 0;
  const before = await usedHeap();
  for (let round = 0; round < 3; round += 1) await storm();
  shop.arrivals.length = 0;
  expect((await usedHeap()) - before).toBeLessThan(8 * 1024 * 1024);
  // Every place is free: as many as there are can be had at once.
  const calls = Array.from({ length: 16 }, () => callRest(door, "search_products", {}));
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(16).fill(200));
});
