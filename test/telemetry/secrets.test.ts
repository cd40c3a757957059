import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doorNames } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { canaryRequests, traces } from "../support/telemetry/canaries.ts";
import { type DoorProcess, doorProcesses, type Sent } from "../support/telemetry/door-process.ts";

const atOnce = 20;

describe.each(doorNames)("what the %s prints", (name) => {
  let stage: Stage;
  let door: DoorProcess;
  const tokens = { customer: "", staff: "" };

  beforeAll(async () => {
    stage = await openStage();
    // Everything there is to print.
    door = await doorProcesses[name]({ ...stage.env, LOG_LEVEL: "DEBUG", METRICS: "on", LOG_SAMPLE_RATE: "1" });
    tokens.customer = await stage.tokenOf();
    tokens.staff = await tokenOf(door, "staff@example.com", "Staff123!");
  });
  afterAll(() => stage.stop());

  it("holds nothing that a caller has written, served or refused, with the database or without", {
    timeout: 240_000,
  }, async () => {
    const requests = [...canaryRequests(tokens)];
    expect(requests.length).toBeGreaterThan(500);
    const statuses = await sendAll(door, requests);
    expect(new Set(statuses)).toEqual(new Set([...new Set(statuses), 200, 400, 401, 404]));
    process.kill(stage.engine.pid ?? 0, "SIGKILL");
    await stage.engine.exited;
    await stage.cognito.stop();
    expect(new Set(await sendAll(door, requests))).toContain(503);
    await door.stop();

    const output = door.output();
    expect(output.filter((line) => JSON.parse(line).tool).length).toBeGreaterThan(300);
    expect(output.filter((line) => JSON.parse(line).level === "ERROR").length).toBeGreaterThan(10);
    expect(output.filter((line) => JSON.parse(line).message === "request").length).toBeGreaterThan(500);
    const telling = [...traces, ...Object.values(tokens), "demo1@example.com", "cust-001"];
    const leaks = output.filter((line) => telling.some((text) => line.includes(text)));
    expect(leaks.slice(0, 5)).toEqual([]);
  });
});

async function tokenOf(door: DoorProcess, email: string, password: string): Promise<string> {
  return (await door.send({ path: "/auth/login", body: { email, password } })).body.access_token;
}

async function sendAll(door: DoorProcess, requests: readonly Sent[]): Promise<number[]> {
  const waiting = [...requests];
  const statuses: number[] = [];
  const lane = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) statuses.push((await door.send(next)).status);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return statuses;
}
