import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Door } from "./doors.ts";

/** The container entry as a process of its own. As a door it is reached over real HTTP, like any other server. */
export interface ServerProcess extends Door {
  readonly pid: number;
  /** Everything it has written so far: its log, one JSON line for each call. */
  log(): string;
  /** `kill -9`: ends it in the middle of whatever it does. */
  kill(): Promise<void>;
}

const entry = fileURLToPath(new URL("../../packages/container/src/main.ts", import.meta.url));
const patienceMs = 20_000;

/** Starts the container entry on a free port and waits until it is ready (or only listens). Stop it by disposing it. */
export async function startServer(
  env: Readonly<Record<string, string>>,
  { until = "/ready", port: wanted }: { until?: "/ready" | "/health"; port?: number } = {},
): Promise<ServerProcess> {
  const port = wanted ?? (await freePort());
  const temporary = mkdtempSync(join(tmpdir(), "shop-server-"));
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, TMPDIR: temporary, ...env, HOST: "127.0.0.1", PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const log = keep(child);
  const url = `http://127.0.0.1:${port}`;
  const kill = async (signal: NodeJS.Signals = "SIGKILL") => {
    child.kill(signal);
    await exited;
    rmSync(temporary, { recursive: true, force: true });
  };
  try {
    await untilOk(`${url}${until}`, child);
  } catch (error) {
    await kill();
    throw new Error(`The server did not start: ${log()}`, { cause: error });
  }
  return {
    pid: child.pid ?? 0,
    url,
    fetch: globalThis.fetch,
    log,
    kill,
    [Symbol.asyncDispose]: () => kill("SIGTERM"),
  };
}

function keep(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (more: string) => {
      text += more;
    });
  return () => text;
}

async function untilOk(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline && child.exitCode === null) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${url} did not answer`);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address ? address.port : 0;
}
