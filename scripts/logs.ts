import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { readable } from "./support/log-lines.ts";
import { followGroups, serverGroups } from "./support/log-tail.ts";

const app = "ecommerce-mcp";
const usage = "npm run logs -- --stage STAGE [--minutes 10] [--json] [--once]";
const pollMs = 2000;

function readArguments() {
  const { values } = parseArgs({
    options: {
      stage: { type: "string" },
      minutes: { type: "string", default: "10" },
      json: { type: "boolean", default: false },
      once: { type: "boolean", default: false },
    },
  });
  const { stage, minutes, ...rest } = values;
  if (!stage) throw new Error("Which stage?");
  if (!/^\d{1,5}$/.test(minutes)) throw new Error("--minutes must be a whole number");
  return { stage, minutes: Number(minutes), ...rest };
}

const print = (lines: readonly string[], json: boolean): void => {
  for (const line of lines) {
    const text = json ? line : readable(line);
    if (text !== undefined) console.log(text);
  }
};

/** Prints what a deployed stage's servers have logged, and goes on with what they log. */
async function main(): Promise<void> {
  const { stage, minutes, json, once } = readArguments();
  const client = new CloudWatchLogsClient({ region: process.env["AWS_REGION"] || "us-west-2" });
  const groups = await serverGroups(client, app, stage);
  if (groups.length === 0)
    throw new Error(`Stage ${stage} has no log group of a server: is it deployed, in this region?`);
  const look = followGroups(client, groups, Date.now() - minutes * 60_000);
  print(await look(), json);
  while (!once) {
    await sleep(pollMs);
    print(await look(), json);
  }
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : error}\nUsage: ${usage}`);
  process.exit(1);
});
