import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drive, type Load } from "./support/bench-load.ts";
import { echo, echoLoad, historyLoad, listLoads, newer, older, ourLoads, peerLoads } from "./support/bench-loads.ts";
import { type Latency, measureCpu, measureLatency, measureMemory } from "./support/bench-measure.ts";
import { residentMegabytes } from "./support/bench-process.ts";
import { type Running, startEcho, startPeer, startPythonPeer, startStub } from "./support/bench-servers.ts";
import { openShop, type Shop } from "./support/bench-shop-server.ts";
import { dynamodbAlone, measureStarts } from "./support/bench-starts.ts";
import { median, toRows, toTable } from "./support/bench-table.ts";
import { type LocalStack, startLocalStack } from "./support/local-stack.ts";
import { onStopRequest } from "./support/stop-request.ts";

/** How long each measured stretch is: long enough that a clock tick of 10 ms does not matter. */
const plans = {
  full: { stretchMs: 2000, starts: 5, lambdaStarts: 9, calls: 20_000 },
  quick: { stretchMs: 150, starts: 1, lambdaStarts: 1, calls: 500 },
} as const;
type Plan = { readonly [Key in keyof (typeof plans)["full"]]: number };

const longCalls = 100_000;
const memoryParts = 5;

/** One line that is written over and over, for people only. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r  ${text.slice(0, 76).padEnd(76)}\r`);
}

interface Servers {
  readonly shop: Shop;
  readonly stub: Running;
  readonly loads: readonly Load[];
  stop(): Promise<void>;
}

const loadsOf = (shop: Shop): readonly Load[] => [
  ...ourLoads("real", shop),
  ...listLoads("", shop),
  historyLoad(shop, shop.token),
];

function loadNamed(subject: string, loads: readonly Load[]): Load {
  const load = loads.find((one) => one.subject === subject);
  if (!load) throw new Error(`There is no load called ${subject}.`);
  return load;
}

/** What latency and memory are measured by. */
const searchOf = (loads: readonly Load[]) => loadNamed(`${older} search, real`, loads);

async function openServers(stack: LocalStack): Promise<Servers> {
  const shop = await openShop(stack);
  const [echoServer, stub] = [await startEcho(), await startStub()];
  const peers = [await startPeer("older"), await startPeer("newer"), await startPeer("fastmcp")] as const;
  const python = await startPythonPeer(process.env["BENCH_PYTHON"] ?? "python3");
  if (typeof python === "string") console.log(`${python}\n`);
  const loads = [
    echoLoad(echoServer),
    ...ourLoads("stubbed", stub),
    ...loadsOf(shop),
    ...peerLoads("SDK 1.32, as documented", peers[0], older),
    ...peerLoads("SDK 2.4, as documented", peers[1], newer),
    ...peerLoads("fastmcp 4.20 for Node", peers[2], older),
    ...(typeof python === "string" ? [] : peerLoads("FastMCP for Python", python, older)),
  ];
  const started = [echoServer, stub, ...peers, ...(typeof python === "string" ? [] : [python])];
  const stop = async () => {
    for (const server of started) server.stop();
    await shop.stop();
  };
  return { shop, stub, loads, stop };
}

async function bench(stack: LocalStack, plan: Plan): Promise<void> {
  const [cpu] = cpus();
  console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpu?.model}\n`);
  const servers = await openServers(stack);
  const { shop, loads } = servers;
  const idle = residentMegabytes(shop.pid);
  const samples = await measureCpu(loads, plan.stretchMs, showProgress);
  console.log(`${toTable(toRows(samples, echo), "server CPU per call", "µs")}\n`);
  await tellOfOneServer(servers, plan, idle);
  await servers.stop();
  await tellStarts(stack, plan);
}

async function tellOfOneServer({ stub, loads }: Servers, { stretchMs, calls }: Plan, idle: number): Promise<void> {
  const load = searchOf(loads);
  await tellMemory(load, { idle, calls });
  console.log(`  stubbed server    ${residentMegabytes(stub.pid).toFixed(0)} MB after the load`);
  showProgress("latency");
  const latency = await measureLatency(load, loadNamed(echo, loads), stretchMs);
  console.log(`half of saturation  ${latency.own.perSecond.toFixed(0)} searches/s: ${spreadOf(latency.own)}`);
  console.log(`  echo, as many     ${spreadOf(latency.beside)}`);
}

const spreadOf = ({ p50, p99 }: Latency) => `p99 is ${(p99 / p50).toFixed(1)}x p50 (${p50.toFixed(2)} ms)`;

async function tellMemory(
  load: Load,
  { idle, calls }: { readonly idle: number; readonly calls: number },
): Promise<void> {
  showProgress("memory");
  const sizes = await measureMemory(load, calls, memoryParts);
  const told = sizes.map((size) => size.toFixed(0)).join(", ");
  console.log(`resident memory     ${idle.toFixed(0)} MB idle; after each fifth of ${calls} searches: ${told} MB`);
}

/** The server alone: its memory after a while of each of its loads, and after many calls. */
async function benchMemory(stack: LocalStack, { stretchMs, calls }: Plan): Promise<void> {
  const shop = await openShop(stack);
  const idle = residentMegabytes(shop.pid);
  const loads = loadsOf(shop);
  for (const load of loads) {
    showProgress(load.subject);
    await drive(load, { milliseconds: stretchMs });
    console.log(`${load.subject.padEnd(25)} ${residentMegabytes(shop.pid).toFixed(0)} MB`);
  }
  await tellMemory(searchOf(loads), { idle, calls });
  await shop.stop();
}

async function tellStarts(stack: LocalStack, { starts, lambdaStarts }: Plan): Promise<void> {
  showProgress("starts");
  const times: number[] = [];
  for (let left = starts; left > 0; left -= 1) {
    const shop = await openShop(stack);
    times.push(shop.startMs);
    await shop.stop();
  }
  showProgress("");
  console.log(`container to /ready ${median(times).toFixed(0)} ms (median of ${times.length})\n`);
  const rows = toRows(await measureStarts(stack.env, lambdaStarts), dynamodbAlone);
  console.log(toTable(rows, "CPU of a start", "ms"));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      long: { type: "boolean", default: false },
      memory: { type: "boolean", default: false },
      stretch: { type: "string" },
    },
  });
  const plan: Plan = { ...plans[values.quick ? "quick" : "full"], ...(values.long && { calls: longCalls }) };
  const stretchMs = Number(values.stretch ?? plan.stretchMs);
  if (!(stretchMs > 0)) throw new Error(`--stretch is a number of milliseconds, and ${values.stretch} is none.`);
  if (process.platform !== "linux") throw new Error("npm run bench reads CPU times from /proc: Linux only.");
  const request = onStopRequest();
  const dataDir = mkdtempSync(join(tmpdir(), "shop-bench-"));
  const stack = await startLocalStack({ dataDir, publicUrl: "http://localhost:8000" });
  try {
    await Promise.race([(values.memory ? benchMemory : bench)(stack, { ...plan, stretchMs }), request.made]);
  } finally {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  // Interrupted: the servers end with this process.
  process.exit(request.isMade() ? 130 : 0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
