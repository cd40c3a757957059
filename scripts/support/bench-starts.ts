import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Sample } from "./bench-table.ts";
import { bundle, bundleSource } from "./build-bundles.ts";

export const dynamodbAlone = "DynamoDB client alone";
const client =
  'import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; new DynamoDBClient({ region: "us-west-2" });';

/**
 * What starting costs, in milliseconds of CPU: everything a Lambda does before its first call, as it is deployed, beside
 * the one client that it cannot do without.
 */
export async function measureStarts(env: Readonly<Record<string, string>>, rounds: number): Promise<readonly Sample[]> {
  const outDir = mkdtempSync(join(tmpdir(), "shop-bench-bundles-"));
  try {
    const { file } = await bundle("lambda", outDir);
    const subjects = [
      { subject: "node alone", file: await bundleSource("export {};", `${outDir}/nothing.mjs`) },
      { subject: dynamodbAlone, file: await bundleSource(client, `${outDir}/client.mjs`) },
      { subject: "Lambda, all of its start", file },
    ];
    const turns = Array.from({ length: rounds }, () => subjects).flat();
    return turns.map((one) => ({ subject: one.subject, amount: startOnce(one.file, env) }));
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function startOnce(file: string, env: Readonly<Record<string, string>>): number {
  const program = `await import(${JSON.stringify(pathToFileURL(file).href)});
    const { user, system } = process.cpuUsage();
    process.stdout.write(String((user + system) / 1000), () => process.exit(0));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    env,
    encoding: "utf8",
  });
  const milliseconds = Number(stdout.trim().split("\n").at(-1));
  if (!(milliseconds > 0)) throw new Error(`Cannot start ${file}: ${stderr}`);
  return milliseconds;
}
