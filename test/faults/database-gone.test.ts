import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, type Door, describeEachDoor } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";
const deadlineMs = 2500;

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;
  let token: string;

  beforeAll(async () => {
    stage = await openStage({ env: { REQUEST_DEADLINE_MS: String(deadlineMs) } });
    door = await open(stage.app);
    token = await stage.tokenOf();
    expect((await callRest(door, "search_products", {})).body.success).toBe(true);
    process.kill(stage.engine.pid ?? 0, "SIGKILL");
    await stage.engine.exited;
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await stage.stop();
  });

  it("leaves searches to the replica, however old it gets", async () => {
    for (const wait of [0, 4500]) {
      await sleep(wait);
      const startedAt = performance.now();
      const { body } = await callRest(door, "search_products", { query: "laptop" });
      expect(body.products[0].product_id).toBe(laptop);
      expect(performance.now() - startedAt).toBeLessThan(deadlineMs);
    }
  });

  it("makes everything else unavailable, and says when to come back", async () => {
    const calls = [
      callRest(door, "order_product", { product_id: laptop }, { token }),
      callRest(door, "get_order_history", {}, { token }),
      callRest(door, "write_product_review", { product_id: laptop, rating: 5, review_text: "Good" }, { token }),
      callRest(door, "initiate_return", { order_id: "ord-1", reason: "Too big" }, { token }),
    ];
    for (const { status, headers, body } of await Promise.all(calls)) {
      expect([status, body.code, body.retryable]).toEqual([503, "unavailable", true]);
      expect(headers.get("retry-after")).toMatch(/^\d+$/);
      expect(JSON.stringify(body)).not.toMatch(/ECONN|127\.0\.0\.1|dynamo/i);
    }
    const overMcp = await callMcp(door, "order_product", { product_id: laptop }, { token, id: "o" });
    expect([overMcp.status, overMcp.message.id, overMcp.message.error.data.code]).toEqual([503, "o", "unavailable"]);
  });

  it("is not ready, but healthy", async () => {
    const ready = await door.fetch(`${door.url}/ready`);
    const reasons = ["The store does not answer"];
    expect([ready.status, await ready.json()]).toEqual([503, { status: "not_ready", reasons }]);
    expect((await door.fetch(`${door.url}/health`)).status).toBe(200);
  });
});
