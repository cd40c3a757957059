import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drive, type Load } from "./support/bench-load.ts";
import { echo, loadsOf } from "./support/bench-loads.ts";
import { cpuMicroseconds, residentMegabytes } from "./support/bench-process.ts";
import { median, type Sample, toRows, toTable } from "./support/bench-table.ts";
import { type LocalStack, startLocalStack } from "./support/local-stack.ts";
import { freePort } from "./support/ports.ts";
import { type ServerProcess, startServer, untilReady } from "./support/server-process.ts";
import { onStopRequest } from "./support/stop-request.ts";

const rounds = 3;
const starts = 5;
/** Of each measured stretch: long enough that a clock tick of 10 ms does not matter. */
const fullMs = 3000;
const quickMs = 450;
const warmUpShare = 0.5;

interface OpenServer {
  readonly url: string;
  readonly server: ServerProcess;
  /** From spawning to the first 200 of /ready. */
  readonly startMs: number;
}

async function openServer(stack: LocalStack): Promise<OpenServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, ...stack.env, HOST: "127.0.0.1", PORT: String(port), PUBLIC_URL: url };
  let lastWords = "";
  const onLine = (line: string, stream: string) => {
    if (stream === "stderr") lastWords = line;
  };
  const startedAt = performance.now();
  const server = startServer({ env, onLine });
  if (!(await untilReady(url, server))) throw new Error(`The server did not start: ${lastWords}`);
  return { url, server, startMs: performance.now() - startedAt };
}

async function startTimes(stack: LocalStack, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let left = count; left > 0; left -= 1) {
    const { server, startMs } = await openServer(stack);
    times.push(startMs);
    await server.stop();
  }
  return times;
}

async function startEcho() {
  const child = fork(new URL("./support/bench-echo.ts", import.meta.url), [], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const [port] = await once(child, "message");
  return { url: `http://127.0.0.1:${port}/`, pid: child.pid ?? 0, stop: () => child.kill() };
}

async function logIn(url: string): Promise<string> {
  const body = JSON.stringify({ email: "demo1@example.com", password: "Demo123!" });
  const response = await fetch(`${url}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (!token) throw new Error(`Cannot sign in: ${response.status}`);
  return token;
}

async function measure(load: Load, milliseconds: number): Promise<Sample> {
  const before = cpuMicroseconds(load.pid);
  const calls = await drive(load, milliseconds);
  return { subject: load.subject, microseconds: (cpuMicroseconds(load.pid) - before) / calls };
}

/** One line that is written over and over, for people only. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(50)}\r`);
}

/** All subjects by turns, so that what else the machine does in the meantime touches them alike. */
async function measureAll(loads: readonly Load[], milliseconds: number): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (const load of loads) await drive(load, milliseconds * warmUpShare);
  for (let round = 1; round <= rounds; round += 1)
    for (const load of loads) {
      showProgress(`  round ${round} of ${rounds}: ${load.subject}`);
      samples.push(await measure(load, milliseconds));
    }
  showProgress("");
  return samples;
}

async function bench(stack: LocalStack, quick: boolean): Promise<void> {
  const times = await startTimes(stack, quick ? 2 : starts);
  const { url, server } = await openServer(stack);
  const echoServer = await startEcho();
  const idle = residentMegabytes(server.pid);
  const loads = loadsOf({ url, pid: server.pid, token: await logIn(url) }, echoServer);
  const samples = await measureAll(loads, quick ? quickMs : fullMs);
  console.log(`${toTable(toRows(samples, echo))}\n`);
  console.log(
    `resident memory     ${idle.toFixed(0)} MB idle, ${residentMegabytes(server.pid).toFixed(0)} MB after the load`,
  );
  console.log(`start to /ready     ${median(times).toFixed(0)} ms (median of ${times.length})`);
  echoServer.stop();
  await server.stop();
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
  if (process.platform !== "linux") throw new Error("npm run bench reads CPU times from /proc: Linux only.");
  const request = onStopRequest();
  const dataDir = mkdtempSync(join(tmpdir(), "shop-bench-"));
  const stack = await startLocalStack({ dataDir, publicUrl: "http://localhost:8000" });
  try {
    await Promise.race([bench(stack, values.quick), request.made]);
  } finally {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  // Interrupted: the server and the echo end with this process.
  process.exit(request.isMade() ? 130 : 0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
