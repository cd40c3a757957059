import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

/** Runs a program against the real logger, in a process of its own, and gives back both of its streams. */
async function run(program: string, logLevel = "INFO") {
  const source = `
    import { setTimeout as sleep } from "node:timers/promises";
    import { createJournal, createLogger } from ${JSON.stringify(new URL("./logger.ts", import.meta.url).href)};
    const logger = createLogger({ logLevel: ${JSON.stringify(logLevel)}, stage: "test" });
    const journal = createJournal(logger);
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
        const line = { request_id: "req-" + index, call: "search_products", ms: index };
        if (index % 2) line.customer = "c-" + index;
        journal.record(line);
        await sleep(index % 3);
      }));`);
    expect(err).toEqual([]);
    const records = out.map((line) => JSON.parse(line));
    expect(records).toHaveLength(200);
    expect(new Set(records.map(({ request_id }) => request_id)).size).toBe(200);
    for (const { request_id, ms, customer } of records) {
      expect(request_id).toBe(`req-${ms}`);
      expect(customer).toBe(ms % 2 ? `c-${ms}` : undefined);
    }
  });

  it("says in each line when, how grave, of which service and stage, and nothing more than it was given", async () => {
    const { out } = await run(`journal.record({ request_id: "req-1", code: "ok" });`);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        level: "INFO",
        service: "ecommerce-mcp-server",
        message: "call",
        stage: "test",
        request_id: "req-1",
        code: "ok",
      },
    ]);
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
      request_id: "req-1",
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
    const program = `journal.record({ request_id: "r" }); journal.reportFailure(new Error("x"), { request_id: "r" });`;
    expect((await run(program, "ERROR")).out).toEqual([]);
    expect((await run(program, "ERROR")).err).toHaveLength(1);
    expect(await run(program, "SILENT")).toEqual({ out: [], err: [] });
  });
});
