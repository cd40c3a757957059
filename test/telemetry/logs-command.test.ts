import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readable } from "../../scripts/support/log-lines.ts";
import { followGroups, serverGroups } from "../../scripts/support/log-tail.ts";
import { startNode } from "../support/lambda/child.ts";
import { type LogEvent, startLogGroups } from "../support/telemetry/log-groups.ts";

const call = {
  ...{
    time: "2026-11-23T03:00:37.123Z",
    level: "INFO",
    svc: "shop",
    stage: "pr-7",
    v: "1.0.0",
    id: "00f067aa0ba902b7",
  },
  ...{ tool: "order_product", era: "2025-11-25", client: "claude", app: "Claude", cust: "0123456789ab" },
  ...{ code: "ok", ms: 12.3, db: 4, units: 7.5, replayed: true },
};
const refused = { ...call, code: "insufficient_stock", ms: 1234.4, replayed: undefined };
const metrics = { _aws: { Timestamp: 1, CloudWatchMetrics: [] }, Calls: 1 };
const platform = { time: call.time, type: "platform.start", record: {} };
const failure = {
  ...call,
  level: "ERROR",
  message: "failure",
  tool: undefined,
  call: "login",
  error: { name: "E", message: "m" },
};

const now = Date.now();
const event = (number: number, message: object): LogEvent => ({
  eventId: String(number),
  timestamp: now - 60_000 + number,
  message: JSON.stringify(message),
});

const groups: Record<string, LogEvent[]> = {
  "/aws/lambda/ecommerce-mcp-pr-7-Server": [event(1, platform), event(2, call), event(3, metrics), event(5, refused)],
  "/ecs/ecommerce-mcp/pr-7": [event(4, failure)],
  "/ecs/ecommerce-mcp/pr-70": [event(6, call)],
  "/aws/lambda/ecommerce-mcp-pr-8-Server": [event(7, call)],
};

let logs: Awaited<ReturnType<typeof startLogGroups>>;
beforeAll(async () => {
  logs = await startLogGroups(groups);
});
afterAll(() => logs.stop());

const run = async (...args: string[]) => {
  const child = startNode(["scripts/logs.ts", ...args], {
    ...{ AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local", AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url },
    ...{ NO_COLOR: "1", TZ: "UTC" },
  });
  return { code: await child.ended, lines: child.lines(), stderr: child.stderr() };
};

it("prints a stage's calls for a person to read, of its function and of its containers, oldest first", async () => {
  const { code, lines, stderr } = await run("--stage", "pr-7", "--once");
  expect([code, stderr]).toEqual([0, ""]);
  expect(lines).toEqual([
    "03:00:37 ✓ order_product          2025-11-25    12 ms  db 4/7.5 replayed 0123456789ab claude Claude",
    "03:00:37 ERROR failure login E: m",
    "03:00:37 ✗ order_product          2025-11-25  1234 ms  db 4/7.5 insufficient_stock 0123456789ab claude Claude",
  ]);
});

it("prints the lines as they are with --json", async () => {
  const { lines } = await run("--stage", "pr-7", "--once", "--json");
  expect(lines.map((line) => JSON.parse(line))).toEqual(
    [platform, call, metrics, failure, refused].map((entry) => JSON.parse(JSON.stringify(entry))),
  );
});

it("tells what is new, once each, and what comes late too", async () => {
  const client = new CloudWatchLogsClient({
    ...{ region: "us-west-2", endpoint: logs.url, credentials: { accessKeyId: "x", secretAccessKey: "x" } },
  });
  const [name = ""] = await serverGroups(client, "ecommerce-mcp", "pr-8");
  const look = followGroups(client, [name], now - 600_000);
  expect(await look()).toHaveLength(1);
  expect(await look()).toEqual([]);
  groups[name]?.push(event(3, refused), event(9, failure));
  expect(await look()).toEqual([JSON.stringify(refused), JSON.stringify(failure)]);
  expect(await look()).toEqual([]);
  client.destroy();
});

it.each([
  [["--stage", "nobody"], "Stage nobody has no log group of a server"],
  [[], "Which stage?"],
  [["--stage", "dev", "--minutes", "x"], "--minutes must be a whole number"],
])("says what is wrong with %j", async (args, problem) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(problem);
  expect(stderr).toContain("Usage: npm run logs");
});

it("leaves a line that is none of ours as it is", () => {
  expect(readable("plain words")).toBe("plain words");
  expect(readable("{broken")).toBe("{broken");
  expect(readable(JSON.stringify({ ...call, message: "listening", tool: undefined }))).toBeUndefined();
});
