import { Session } from "node:inspector/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Door, openDoor } from "../support/doors.ts";
import { longMs } from "../support/long/minutes.ts";
import { channels } from "../support/shop/ask.ts";
import { type Floor, openFloor } from "../support/shop/floor.ts";

const lanes = 6;
/** Looks at the heap, evenly over the time: what a server warms up with is there at the first. */
const looks = 6;
const mostGrowth = 12 * 1024 * 1024;

let floor: Floor;
beforeAll(async () => {
  floor = await openFloor((app): Promise<Door> => openDoor("container", app));
});
afterAll(() => floor.close());

/** Bytes of the heap that are in use after everything else has been collected, without what the test remembers. */
async function usedHeap(): Promise<number> {
  const { stage } = floor;
  for (const kept of [stage.lines, stage.events]) kept.length = 0;
  stage.measured();
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
  return process.memoryUsage().heapUsed;
}

/** What an ordinary visitor does: looks around, orders and cancels, and tries what cannot be. */
async function visit(product_id: string, number: number): Promise<void> {
  const { ask } = floor;
  const channel = channels[number % channels.length] ?? "rest";
  const done = async (tool: string, args: object) => {
    const { status, body } = await ask(channel, tool, args);
    expect([tool, status, body.success, body.code]).toEqual([tool, 200, true, undefined]);
    return body;
  };
  await done("search_products", { query: `laptop ${number % 50}`, limit: 5 });
  await done("get_product", { product_id });
  const { order_id } = await done("order_product", { product_id, allow_duplicate: true, idempotency_key: `${number}` });
  await done("get_order", { order_id });
  await done("cancel_order", { order_id, reason: "Changed my mind" });
  await done("get_order_history", { limit: 5 });
  expect((await ask(channel, "get_product", { product_id: "prod-none" })).body.code).toBe("product_not_found");
  expect((await ask(channel, "order_product", { product_id, quantity: -1 })).body.code).toBe("invalid_argument");
}

it("serves as it did at first, in the same memory, and every cancelled unit is back on the shelf", {
  timeout: 2 * longMs + 120_000,
}, async () => {
  const product_id = await floor.product({ stock_quantity: 1000 });
  let visits = 0;
  const lane = async (until: number) => {
    while (Date.now() < until) await visit(product_id, visits++);
  };
  const heaps: number[] = [];
  for (let look = 0; look < looks; look += 1) {
    const until = Date.now() + longMs / looks;
    await Promise.all(Array.from({ length: lanes }, () => lane(until)));
    heaps.push(await usedHeap());
  }
  const told = `after ${visits} visits: ${heaps.map((bytes) => (bytes / 1e6).toFixed(0)).join(", ")} MB`;
  expect((heaps.at(-1) ?? 0) - (heaps[0] ?? 0), told).toBeLessThan(mostGrowth);
  expect(visits, told).toBeGreaterThan(looks);
  expect(await floor.stockOf(product_id)).toBe(1000);
  expect(floor.stage.failures).toEqual([]);
});
