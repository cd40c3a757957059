import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { callRest, type Door, describeEachDoor } from "../support/doors.ts";
import { canceled, openFaultyDatabase } from "../support/faults.ts";
import { openApp, openStage } from "../support/stage.ts";
import { type Measured, sumOf } from "../support/telemetry/emf-reader.ts";
import { turnedAway } from "../support/telemetry/overload.ts";

const laptop = "prod-e9075764";
const stageOnly = "Stage=local";
const sum = (measured: Measured, name: string, more = "") => sumOf(measured, `${name}{${more}${stageOnly}}`);

describeEachDoor((open) => {
  it("a database that is gone moves Errors, and the age of the catalogue grows", async () => {
    await using stage = await opened();
    await using door = await open(stage.app);
    const token = await stage.tokenOf();
    expect((await callRest(door, "search_products", {})).body.success).toBe(true);
    const before = stage.measured();
    expect([sum(before, "Errors"), sum(before, "Calls")]).toEqual([0, 1]);
    expect(sum(before, "CatalogueAge")).toBeLessThan(5);

    process.kill(stage.engine.pid ?? 0, "SIGKILL");
    await stage.engine.exited;
    for (let call = 0; call < 3; call++) await callRest(door, "order_product", { product_id: laptop }, { token });
    const after = stage.measured();
    expect([sum(after, "Errors"), sum(after, "Calls")]).toEqual([3, 3]);
    expect(sum(after, "Errors", "Code=unavailable,")).toBe(3);

    const ages: number[] = [];
    for (let look = 0; look < 2; look++) {
      await sleep(1100);
      ages.push(sum(stage.measured(), "CatalogueAge"));
    }
    expect(ages[1]).toBeGreaterThan(ages[0] ?? Number.NaN);
  });

  it("writes that meet others move ConflictsRetried, and a throttled table Throttles", async () => {
    await using stage = await opened();
    const database = await openFaultyDatabase(stage.engine.url);
    const { app, backend, measured } = openApp({ ...stage.config, dynamodbEndpoint: database.url });
    await using door = await open(app);
    const token = await stage.tokenOf();
    const order = { product_id: laptop, idempotency_key: "storm" };
    database.meddle = (operation, attempt) =>
      operation === "TransactWriteItems" && attempt <= 5 ? canceled("None", "TransactionConflict") : { kind: "pass" };
    expect((await callRest(door, "order_product", order, { token })).body.success).toBe(true);
    const stormy = measured();
    expect([sum(stormy, "ConflictsRetried"), sum(stormy, "Orders"), sum(stormy, "Throttles")]).toEqual([5, 1, 0]);
    expect(sum(stormy, "RevenueMinor", "Currency=USD,")).toBeGreaterThan(0);

    database.forget();
    const throttled = { kind: "refuse", type: "ProvisionedThroughputExceededException" } as const;
    database.meddle = (operation, attempt) => (operation === "GetItem" && attempt === 1 ? throttled : { kind: "pass" });
    expect((await callRest(door, "get_product", { product_id: laptop })).body.success).toBe(true);
    expect((await callRest(door, "order_product", order, { token })).body.replayed).toBe(true);
    const after = measured();
    expect([sum(after, "Throttles"), sum(after, "DuplicatesPrevented"), sum(after, "Orders")]).toEqual([1, 1, 0]);
    backend.stop();
    await database.stop();
  });

  it("wrong passwords move LoginsFailed, and RateLimited once there were too many", async () => {
    await using stage = await opened();
    await using door = await open(stage.app);
    const tries = 14;
    const statuses: number[] = [];
    for (let attempt = 0; attempt < tries; attempt++) statuses.push(await tryWrong(door, attempt));
    const limited = statuses.filter((status) => status === 429).length;
    expect(limited).toBe(4);
    const measured = stage.measured();
    expect(sum(measured, "LoginsFailed")).toBe(tries - limited);
    expect(turnedAway(measured)).toEqual({ shed: 0, rateLimited: limited });
  });

  it("more requests than there is room for move Shed, and nothing else of what is turned away", async () => {
    await using stage = await opened({ MAX_CONCURRENT_REQUESTS: "1", MAX_QUEUED_REQUESTS: "1" });
    const database = await openFaultyDatabase(stage.engine.url);
    const { app, backend, measured } = openApp({ ...stage.config, dynamodbEndpoint: database.url });
    await using door = await open(app);
    expect((await callRest(door, "search_products", {})).status).toBe(200);
    // Who has the place keeps it until another has been turned away.
    const shed = Promise.withResolvers<void>();
    database.meddle = (operation) => ({ kind: "pass", ...(operation === "GetItem" && { after: shed.promise }) });
    const sent = Array.from({ length: 20 }, async () => {
      const { status } = await callRest(door, "get_product", { product_id: laptop });
      if (status === 503) shed.resolve();
      return status;
    });
    const refused = (await Promise.all(sent)).filter((status) => status === 503).length;
    expect(refused).toBeGreaterThan(0);
    expect(turnedAway(measured())).toEqual({ shed: refused, rateLimited: 0 });
    backend.stop();
    await database.stop();
  });
});

/** A wrong password, by turns at the login and with a call. */
async function tryWrong(door: Door, attempt: number): Promise<number> {
  const [email, password] = ["demo3@example.com", `Wrong${attempt}!`];
  if (attempt % 2 === 1) {
    const authorization = `Basic ${Buffer.from(`${email}:${password}`).toString("base64")}`;
    return (await callRest(door, "search_products", {}, { headers: { authorization } })).status;
  }
  const response = await door.fetch(`${door.url}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return response.status;
}

const opened = async (more: Record<string, string> = {}) => {
  const stage = await openStage({ env: { REQUEST_DEADLINE_MS: "2500", ...more } });
  return { ...stage, [Symbol.asyncDispose]: () => stage.stop() };
};
