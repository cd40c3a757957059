import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

/** Runs a program against the real logger, in a process of its own, and gives back both of its streams. */
async function run(program: string, { logLevel = "INFO", sampleRate = 0 } = {}) {
  const source = `
    import { setTimeout as sleep } from "node:timers/promises";
    import { createTelemetry } from ${JSON.stringify(new URL("./telemetry.ts", import.meta.url).href)};
    const config = { logLevel: ${JSON.stringify(logLevel)}, logSampleRate: ${sampleRate}, stage: "test", metrics: false };
    const { journal } = createTelemetry(config, { version: "1.2.3", catalogueAgeMs: () => 0 });
    ${program}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const lines = (stream: string) => stream.split("\n").filter(Boolean);
  return { out: lines(out), err: lines(err) };
}

describe("the log", () => {
  it("has one line of JSON for each of 200 calls at once, each with its own request id and nothing of another's", async () => {
    const { out, err } = await run(`
      await Promise.all(Array.from({ length: 200 }, async (_, index) => {
        await sleep(index % 5);
        const line = { requestId: "req-" + index, traceId: "trace-" + index, tool: "search_products", ms: index };
        if (index % 2) line.customer = "c-" + index;
        journal.record(line);
        await sleep(index % 3);
      }));`);
    expect(err).toEqual([]);
    const records = out.map((line) => JSON.parse(line));
    expect(records).toHaveLength(200);
    expect(new Set(records.map(({ id }) => id)).size).toBe(200);
    for (const { id, trace, ms, cust } of records) {
      expect([id, trace]).toEqual([`req-${ms}`, `trace-${ms}`]);
      expect(cust).toBe(ms % 2 ? `c-${ms}` : undefined);
    }
  });

  it("says in each line when, how grave, of which service, stage and version, and nothing that has no place in it", async () => {
    const { out } = await run(
      `journal.record({ requestId: "req-1", tool: "x", code: "ok", args: "secret", email: "a@b.c" });`,
    );
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        level: "INFO",
        svc: "shop",
        stage: "test",
        v: "1.2.3",
        id: "req-1",
        tool: "x",
        code: "ok",
      },
    ]);
  });

  it("has at most 350 bytes for a call through an app with the longest names there are", async () => {
    const { out } = await run(`
      journal.record({
        ...{ requestId: "0".repeat(16), traceId: "0".repeat(32), tool: "write_product_review", era: "2026-07-28" },
        ...{ client: "c".repeat(24), app: "a".repeat(24), customer: "0".repeat(12), code: "ok", ms: 8000, db: 12, units: 14.5 },
      });`);
    expect(Buffer.byteLength(out[0] ?? "")).toBeLessThanOrEqual(350);
    expect(out[0]).toContain("c".repeat(24));
  });

  it("tells a failure on stderr alone, with stack and cause, in one line", async () => {
    const { out, err } = await run(`
      journal.reportFailure(new Error("table is gone", { cause: new TypeError("why") }), { request_id: "req-1", call: "x" });`);
    expect(out).toEqual([]);
    expect(err).toHaveLength(1);
    const record = JSON.parse(err[0] ?? "");
    expect(record).toMatchObject({
      level: "ERROR",
      message: "failure",
      id: "req-1",
      call: "x",
      error: { name: "Error", message: "table is gone" },
    });
    expect(record.error.stack).toContain("at ");
    expect(JSON.stringify(record.error.cause)).toContain("why");
  });

  it("takes anything that was thrown", async () => {
    const { err } = await run(`
      for (const thrown of ["text", undefined, null, { odd: true }]) journal.reportFailure(thrown, { request_id: "r" });`);
    expect(err.map((line) => JSON.parse(line).error.message)).toEqual(["text", "undefined", "null", "[object Object]"]);
  });

  it("keeps quiet below its level", async () => {
    const program = `journal.record({ requestId: "r" }); journal.reportFailure(new Error("x"), { request_id: "r" });`;
    expect((await run(program, { logLevel: "ERROR" })).out).toEqual([]);
    expect((await run(program, { logLevel: "ERROR" })).err).toHaveLength(1);
    expect(await run(program, { logLevel: "SILENT", sampleRate: 1 })).toEqual({ out: [], err: [] });
  });

  it("tells requests in detail at level DEBUG, and elsewhere the share of them that is asked for", async () => {
    const program = `
      for (let index = 0; index < 400; index++)
        journal.detail?.({ requestId: "r" + index, route: "GET /health", status: 200, ms: 1, db: 0, units: 0 });`;
    const told = async (options: { logLevel?: string; sampleRate?: number }) =>
      (await run(program, options)).out.map((line) => JSON.parse(line)).filter(({ message }) => message === "request");
    expect(await told({})).toEqual([]);
    expect(await told({ logLevel: "DEBUG" })).toHaveLength(400);
    const some = await told({ sampleRate: 0.5 });
    // Powertools decides anew for each: of 400 at one half, 120 to 280 but for one run in 10^15.
    expect(some.length).toBeGreaterThan(120);
    expect(some.length).toBeLessThan(280);
    expect(some[0]).toMatchObject({
      level: "DEBUG",
      route: "GET /health",
      status: 200,
      id: expect.stringMatching(/^r/),
    });
  });
});
