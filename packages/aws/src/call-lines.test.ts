import { setImmediate as nextTurn } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import { afterEach, expect, it, vi } from "vitest";
import { createCallLines } from "./call-lines.ts";
import { callMessage, createLogger } from "./logger.ts";

const line = { id: "req-1", tool: "search_products", era: "rest", cust: undefined, ms: 1.5, code: "ok" };
const info = { logLevel: "INFO", stage: "test", version: "1.0.0" } as const;

afterEach(() => vi.restoreAllMocks());

it("says in a line exactly what the logger would have said", async () => {
  const written: string[] = [];
  createCallLines(info, (text) => written.push(text)).record(line);
  await nextTurn();
  const logger = createLogger(info);
  expect(logger).toBeInstanceOf(Logger);
  const printed = vi.spyOn((logger as any).console, "info").mockImplementation(() => {});
  logger.info(callMessage, line);
  const anyTime = (text: unknown) => String(text).replace(/"time":"[^"]+"/, '"time":"-"');
  expect(anyTime(written[0])).toBe(anyTime(printed.mock.calls[0]?.[0]));
  expect(JSON.parse(written[0] ?? "").time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

it("writes the lines of a turn at once, in order, and those of the next turn apart", async () => {
  const written: string[] = [];
  const { record } = createCallLines(info, (text) => written.push(text));
  for (const ms of [1, 2, 3]) record({ ms });
  expect(written).toEqual([]);
  await nextTurn();
  record({ ms: 4 });
  await nextTurn();
  await nextTurn();
  expect(written.map((text) => [...text.matchAll(/"ms":(\d)/g)].map(([, ms]) => ms))).toEqual([["1", "2", "3"], ["4"]]);
});

it("loses nothing when the process ends within the turn", async () => {
  const written: string[] = [];
  const { record, flush } = createCallLines(info, (text) => written.push(text));
  record({ ms: 1 });
  flush();
  expect(written).toHaveLength(1);
  await nextTurn();
  expect(written).toHaveLength(1);
});

it.each(["WARN", "ERROR", "SILENT"] as const)("keeps quiet at level %s", async (logLevel) => {
  const write = vi.fn();
  createCallLines({ ...info, logLevel }, write).record(line);
  await nextTurn();
  expect(write).not.toHaveBeenCalled();
});
