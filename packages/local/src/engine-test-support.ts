import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";

/** Things to undo, last first. */
export function createCleanup() {
  const undos: (() => unknown)[] = [];
  return {
    add: (undo: () => unknown) => undos.push(undo),
    async run() {
      for (const undo of undos.splice(0).reverse()) await undo();
    },
    folder() {
      const folder = mkdtempSync(join(tmpdir(), "shop-engine-"));
      undos.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
      return folder;
    },
  };
}

export async function listTables(url: string): Promise<string[]> {
  const client = connect(url);
  const { TableNames } = await client.send(new ListTablesCommand());
  client.destroy();
  return TableNames ?? [];
}

export async function createTable(url: string, TableName: string): Promise<void> {
  const client = connect(url);
  const AttributeDefinitions = [{ AttributeName: "id", AttributeType: "S" } as const];
  const KeySchema = [{ AttributeName: "id", KeyType: "HASH" } as const];
  const BillingMode = "PAY_PER_REQUEST";
  await client.send(new CreateTableCommand({ TableName, AttributeDefinitions, KeySchema, BillingMode }));
  client.destroy();
}

/**
 * Another node process that starts an engine on `dataDir` (or this shell script in its place) and then idles; in its
 * own process group, deaf to SIGINT.
 */
export async function startParent(
  dataDir: string,
  shell?: string,
): Promise<{ child: ChildProcess; url: string; pid: number }> {
  const script = join(dataDir, "parent.mjs");
  const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const start = shell
    ? `spawnEngine({ kind: "dynoxide", program: "/bin/sh", args: ["-c", ${JSON.stringify(shell)}] })`
    : `startEngine({ dataDir: ${JSON.stringify(dataDir)} })`;
  writeFileSync(
    script,
    `import { startEngine } from ${here("./engine.ts")};
import { spawnEngine } from ${here("./engine-process.ts")};
process.on("SIGINT", () => process.stdout.write("draining\\n"));
const { url, pid } = await ${start};
process.stdout.write(JSON.stringify({ url, pid }) + "\\n");
setInterval(() => undefined, 1000);`,
  );
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const [line] = await once(child.stdout, "data");
  return { child, ...JSON.parse(String(line)) };
}

/** A dynoxide that nobody watches any more, as after a crash of an older start script. */
export function startOrphan(databaseFile: string, port: number): number {
  const name = `@dynoxide/${process.platform}-${process.arch}/package.json`;
  const dynoxide = join(dirname(createRequire(import.meta.url).resolve(name)), "dynoxide");
  const background = '"$@" </dev/null >/dev/null 2>&1 & echo $!';
  const args = [dynoxide, "serve", "--port", String(port), "--db-path", databaseFile];
  return Number(execFileSync("/bin/sh", ["-c", background, "sh", ...args], { encoding: "utf8" }));
}

/** The living processes of a process group: the engine and its watcher. */
export function groupMembers(group: number): number[] {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,pgid=,stat="], { encoding: "utf8" });
  const rows = listed.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([, pgid, stat]) => Number(pgid) === group && !stat?.startsWith("Z")).map(([pid]) => Number(pid));
}

/** For a test that failed: ends what the engine should have ended itself. */
export function killGroup(group: number): void {
  if (groupMembers(group).length > 0) process.kill(-group, "SIGKILL");
}

export async function eventually(holds: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await holds()) return true;
    await sleep(20);
  }
  return false;
}

function connect(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
}
