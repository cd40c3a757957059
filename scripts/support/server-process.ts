import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { serverEnvironment, serverFlags } from "./server-flags.ts";

/** A container entry that runs as a child of this process and ends with it. */
export interface ServerProcess {
  readonly pid: number;
  /** Settles with the exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Lets the server finish the requests under way; kills it when that takes too long. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Hears each line that the server prints. */
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
  /** The server's program: its sources, when absent. */
  readonly program?: string;
}

const sources = fileURLToPath(new URL("../../packages/container/src/main.ts", import.meta.url));
const stopMs = 25_000;
const readyMs = 30_000;
const pollMs = 25;

export function startServer({ env, onLine, program = sources }: ServerOptions): ServerProcess {
  const execArgv = [...process.execArgv, ...serverFlags];
  const child = fork(program, [], {
    env: { ...env, ...serverEnvironment },
    execArgv,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of ["stdout", "stderr"] as const) splitLines(child, stream, onLine);
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code, signal) => resolve(signal ?? code ?? 1));
  });
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await exited;
    clearTimeout(timer);
  };
  return { pid: child.pid ?? 0, exited, stop };
}

function splitLines(child: ChildProcess, stream: "stdout" | "stderr", onLine: ServerOptions["onLine"]): void {
  let rest = "";
  child[stream]?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line, stream);
  });
  child[stream]?.on("end", () => rest !== "" && onLine(rest, stream));
}

/** Waits until the server is ready: true. False when it ends first; throws one line when it takes more than 30 s. */
export async function untilReady(url: string, server: ServerProcess): Promise<boolean> {
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = Date.now() + readyMs;
  while (Date.now() < deadline) {
    const ready = await isReady(url);
    // Asked in this order: an answer counts only while our own server lives.
    if (ended) return false;
    if (ready) return true;
    await sleep(pollMs);
  }
  throw new Error(`The server was not ready within ${readyMs / 1000} s.`);
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2500) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
