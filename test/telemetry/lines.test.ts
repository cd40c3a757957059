import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { logFields } from "../../stacks/saved-queries.ts";
import { doorNames } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { type DoorProcess, doorProcesses } from "../support/telemetry/door-process.ts";
import { isMetrics, readMetrics, sumOf } from "../support/telemetry/emf-reader.ts";
import { eras, requestOf, traceOf, traceparent } from "../support/telemetry/requests.ts";

const calls = 200;
/** Bytes of an ordinary call's line, its end included. */
const limit = 300;
/** The longest name that a tool has. */
const longest = "write_product_review";

const always = {
  time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  level: "INFO",
  svc: "shop",
  stage: "production",
  v: "1.0.0",
  id: expect.stringMatching(/^[0-9a-f]{16}$/),
  ms: expect.any(Number),
  db: expect.any(Number),
  units: expect.any(Number),
};

/** One of many different calls, and what its line is to say of it. */
function toCall(index: number, token: string) {
  const era = eras[index % eras.length] ?? "rest";
  const own = index % 2 === 0;
  const known = index % 4 !== 3;
  const tool = own ? "get_order_history" : "get_product";
  const args = own ? { limit: 1 } : { product_id: known ? "prod-e9075764" : "prod-nothing" };
  const call = { tool, args, token: own ? token : undefined, headers: traceparent(index), app: `agent-${index}` };
  const expected = {
    ...{ trace: traceOf(index), tool, era, code: known ? "ok" : "product_not_found" },
    ...(own && { cust: expect.stringMatching(/^[0-9a-f]{12}$/) }),
    ...(era === "2026-07-28" && { app: `agent-${index}` }),
  };
  return { request: requestOf(era, call), expected };
}

describe.each(doorNames)("the log of the %s", (name) => {
  let stage: Stage;
  let door: DoorProcess;
  let token: string;

  beforeAll(async () => {
    stage = await openStage();
    door = await doorProcesses[name]({ ...stage.env, STAGE: "production", METRICS: "on" });
    const login = { email: "demo1@example.com", password: "Demo123!" };
    token = (await door.send({ path: "/auth/login", body: login })).body.access_token;
  });
  afterAll(async () => {
    await door.stop();
    await stage.stop();
  });

  /** A slow machine turns some of many away, which has no line, and asks them to come again. */
  async function sendUntilServed(request: Parameters<DoorProcess["send"]>[0]) {
    for (;;) {
      const answer = await door.send(request);
      if (answer.status !== 503) return answer;
      await sleep(100);
    }
  }

  const entries = () => door.output().map((line) => ({ line, entry: JSON.parse(line) }));
  const lineOf = (trace: string) =>
    vi.waitFor(() => {
      const found = entries().filter(({ entry }) => entry.trace === trace && entry.tool);
      expect(found).toHaveLength(1);
      return found[0] ?? { line: "", entry: {} };
    });

  it("has one line for each of 200 calls at once, with its own ids, tool, era and outcome", async () => {
    const sent = Array.from({ length: calls }, (_, index) => toCall(index, token));
    const answers = await Promise.all(
      sent.map(async ({ request, expected }) => ({ expected, answer: await sendUntilServed(request) })),
    );
    const found = await vi.waitFor(() => {
      const lines = entries().filter(({ entry }) => entry.tool);
      expect(lines).toHaveLength(calls);
      return new Map(lines.map(({ entry: { cold: _, ...entry } }) => [entry.trace, entry]));
    });
    for (const { expected, answer } of answers) {
      const line = found.get(expected.trace);
      expect(line).toEqual({ ...always, ...expected, id: answer.headers["x-request-id"] });
    }
  });

  it("tells of a search, and of nothing else, how old the catalogue was", async () => {
    const number = 2000;
    await door.send(requestOf("rest", { tool: "search_products", args: {}, headers: traceparent(number) }));
    expect((await lineOf(traceOf(number))).entry.age).toBeLessThan(60);
    const others = entries().filter(({ entry }) => entry.tool && entry.tool !== "search_products");
    expect(others.filter(({ entry }) => "age" in entry)).toEqual([]);
  });

  it("has no field in a call's line that the saved queries do not know", async () => {
    await door.send({ path: "/auth/login", body: { email: "nobody@example.com", password: "Wrong123!" } });
    const fields = await vi.waitFor(() => {
      const told = entries().filter(({ entry }) => entry.tool || entry.step);
      expect(told.map(({ entry }) => entry.step)).toContain("login");
      return new Set(told.flatMap(({ entry }) => Object.keys(entry)));
    });
    expect(logFields).toEqual(expect.arrayContaining([...fields]));
  });

  it.each(eras)("takes at most 300 bytes for an ordinary call of %s", async (era) => {
    const number = 1000 + eras.indexOf(era);
    const args = { product_id: "prod-e9075764", rating: 5, review_text: "As described", update: true };
    const call = { tool: longest, args, token, headers: traceparent(number), app: "claude-code" };
    await door.send(requestOf(era, call));
    const { line, entry } = await lineOf(traceOf(number));
    expect(entry).toMatchObject({ tool: longest, era, cust: expect.any(String) });
    expect(Buffer.byteLength(`${line}\n`)).toBeLessThanOrEqual(limit);
  });

  it("continues the trace that a header of AWS names, or the message itself; one that is no trace is none", async () => {
    const root = "Root=1-5759e988-bd862e3fe1be46a994272799;Sampled=1";
    const search = { tool: "search_products", args: { query: "laptop" } };
    await door.send(requestOf("rest", { ...search, headers: { "x-amzn-trace-id": root } }));
    await lineOf("5759e988bd862e3fe1be46a994272799");

    // What the platform says goes before the message, and only a function has a platform that says something.
    const inBody = requestOf("2026-07-28", search);
    (inBody.body as any).params._meta.traceparent = traceparent(3000)["traceparent"];
    const told = await door.send(inBody);
    const bad = await door.send(
      requestOf("rest", { ...search, headers: { traceparent: `00-${"0".repeat(32)}-1-01` } }),
    );
    const platform = "5759e988bd862e3fe1be46a994272793";
    const traceBy = async (answer: typeof told) =>
      vi.waitFor(() => {
        const found = entries().find(({ entry }) => entry.id === answer.headers["x-request-id"]);
        expect(found).toBeDefined();
        return found?.entry.trace;
      });
    expect(await traceBy(told)).toBe(name === "lambda" ? platform : traceOf(3000));
    expect(await traceBy(bad)).toBe(name === "lambda" ? platform : undefined);
  });

  it("writes a step of signing in without saying who", async () => {
    const [step] = entries().filter(({ entry }) => entry.step === "login");
    expect(step?.entry).toMatchObject({ code: "ok", db: expect.any(Number), ms: expect.any(Number) });
    expect(step?.line).not.toMatch(/demo1|cust-001|Bearer/);
  });

  it("measures all of that in the embedded metric format, and loses no call", async () => {
    await door.stop();
    const lines = door.output();
    const answered = lines.filter((line) => JSON.parse(line).tool);
    const measured = readMetrics(lines.filter(isMetrics));
    const stageOnly = "Stage=production";
    expect(sumOf(measured, `Calls{${stageOnly}}`) - sumOf(measured, `Shed{${stageOnly}}`)).toBe(answered.length);
    expect(measured.get(`Latency{${stageOnly}}`)).toHaveLength(answered.length);
    const byTool = Map.groupBy(answered, (line) => JSON.parse(line).tool as string);
    for (const [tool, ofTool] of byTool) {
      const wanted = ofTool.map((line) => JSON.parse(line).ms).toSorted((a, b) => a - b);
      expect(measured.get(`Latency{${stageOnly},Tool=${tool}}`)?.toSorted((a, b) => a - b)).toEqual(wanted);
    }
    expect(sumOf(measured, `Refusals{Code=product_not_found,${stageOnly}}`)).toBe(50);
  });
});
