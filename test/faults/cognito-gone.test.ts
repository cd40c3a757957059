import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, describeEachDoor } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { clientId, openApp, openStage, type Stage } from "../support/stage.ts";
import { newKey, signed, signIn } from "../support/tokens.ts";

describeEachDoor((open) => {
  let stage: Stage;
  let fresh: string;

  beforeAll(async () => {
    stage = await openStage();
    await stage.tokenOf();
    fresh = (await signIn(stage.cognito, clientId, "demo2@example.com")).accessToken;
    await stage.cognito.stop();
  });
  afterAll(() => stage.stop());

  it("goes on serving everyone who has a token, one never seen before too", async () => {
    await using door = await open(stage.app);
    for (const token of [await stage.tokenOf(), fresh]) {
      expect((await callRest(door, "get_order_history", {}, { token })).body.success).toBe(true);
      const args = { product_id: "prod-e9075764" };
      expect((await callMcp(door, "order_product", args, { token })).body.success).toBe(true);
    }
    const forged = signed(newKey(), { alg: "RS256", kid: "unknown" }, { sub: "x" });
    expect((await callRest(door, "get_order_history", {}, { token: forged })).status).toBe(401);
  });

  it("says that signing in is unavailable, not that the password is wrong", async () => {
    await using door = await open(stage.app);
    const body = JSON.stringify({ email: "demo1@example.com", password: "Demo123!" });
    const headers = { "content-type": "application/json" };
    // More often than a wrong password may be tried: nobody is locked out by our own failure.
    for (let count = 0; count < 12; count++) {
      const response = await door.fetch(`${door.url}/auth/login`, { method: "POST", headers, body });
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
      expect(await response.json()).toMatchObject({ success: false, code: "unavailable", retryable: true });
    }
    const basic = { authorization: `Basic ${Buffer.from("demo3@example.com:Demo123!").toString("base64")}` };
    expect((await callRest(door, "get_order_history", {}, { headers: basic })).body.code).toBe("unavailable");
  });

  it("cannot judge a token before it has ever had the keys, and says so", async () => {
    const { app, backend } = openApp(stage.config);
    await using door = await open(app);
    for (let count = 0; count < 3; count++) {
      const answer = await callRest(door, "get_order_history", {}, { token: fresh });
      expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
    }
    expect((await callRest(door, "search_products", {})).body.success).toBe(true);
    backend.stop();
  });
});
