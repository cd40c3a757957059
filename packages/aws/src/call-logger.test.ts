import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

/** The same calls told in a Lambda's way and in a server's, each in a process of its own. */
async function told(gather: boolean, logLevel: string): Promise<readonly Record<string, unknown>[]> {
  const source = `
    import { createTelemetry } from ${JSON.stringify(new URL("./telemetry.ts", import.meta.url).href)};
    const config = { logLevel: ${JSON.stringify(logLevel)}, logSampleRate: 0, stage: "test", metrics: false };
    const { journal } = createTelemetry(config, { version: "1.2.3", catalogueAgeMs: () => 0, gather: ${gather} });
    const full = {
      requestId: "0".repeat(16), traceId: "1".repeat(32), tool: "search_products", step: "login", era: "2025-11-25",
      client: "app-1", app: "naïve \\"app\\"", customer: "c0ffee", code: "ok", status: 200, ms: 0.4, db: 2, units: 1.5,
      conflicts: 3, catalogueAgeMs: 2499, replayed: true, sale: { totalMinor: 1, currency: "USD" }, email: "a@b.c",
    };
    journal.record(full);
    journal.record({ requestId: "r", tool: "get_product", client: "", code: "not_found", ms: 12, db: 0, units: 0 });
    journal.reportEvent("seen on stderr, not here");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: ["ignore", "pipe", "ignore"] });
  const lines = (await text(child.stdout)).split("\n").filter(Boolean);
  return lines.map((line) => ({ keys: Object.keys(JSON.parse(line)).join(), ...JSON.parse(line), time: "then" }));
}

it.each(["INFO", "WARN"])("tells at level %s what the logger would", async (level) => {
  const [byLogger, byServer] = [await told(false, level), await told(true, level)];
  expect(byServer).toEqual(byLogger);
  expect(byServer).toHaveLength(level === "INFO" ? 2 : 0);
});
