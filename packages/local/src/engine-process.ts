import { type ChildProcess, spawn } from "node:child_process";
import type { EngineCommand, Env } from "./engine-command.ts";

/** How a process ended: its exit code, or the signal that ended it. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A started engine: `pid` is the engine itself, `lastWords` the end of what it printed. */
export interface EngineProcess {
  pid: number;
  exited: Promise<Exit>;
  lastWords(): string;
  stop(): Promise<void>;
}

const killAfterMs = 2_000;
const keptOutputChars = 2_000;

/**
 * The engine leads its own process group, so a terminal's Ctrl-C reaches the server only. A watcher in that group holds
 * the read end of our pipe: when that ends we are gone, however we died, or have closed it because the engine is gone.
 * Either way nothing of the group may stay. While the watcher lives the kernel gives the group's id to no other process.
 */
const script = `
exec 3<&0
engine=$$
(
  trap '' TERM INT HUP
  exec </dev/null >/dev/null 2>&1
  read -r _ <&3
  kill -TERM "-$engine"
  tries=0
  while [ "$tries" -lt 20 ] && kill -0 "$engine"; do
    tries=$((tries + 1))
    sleep 0.1
  done
  kill -0 "$engine" && kill -KILL "-$engine"
) &
exec "$@" 3<&- </dev/null
`;

/** Starts the engine so that it cannot outlive this process; rejects when its program cannot be run at all. */
export async function spawnEngine(command: EngineCommand, env: Env | undefined): Promise<EngineProcess> {
  const child = start(command, env);
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => {
      child.stdin?.destroy();
      resolve({ code, signal });
    });
  });
  const lastWords = keepOutput(child);
  const pid = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve(child.pid ?? 0));
  });
  return { pid, exited, lastWords, stop: () => stop(pid, exited) };
}

function start({ program, args }: EngineCommand, env: Env | undefined): ChildProcess {
  const options = env ? { env } : {};
  // Windows has neither process groups nor this shell: there the engine is only stopped, not watched.
  if (process.platform === "win32") return spawn(program, args, { ...options, stdio: "pipe", windowsHide: true });
  return spawn("/bin/sh", ["-c", script, "sh", program, ...args], { ...options, stdio: "pipe", detached: true });
}

function keepOutput(child: ChildProcess): () => string {
  let kept = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      kept = (kept + text).slice(-keptOutputChars);
    });
  }
  child.stdin?.on("error", () => undefined); // the watcher may be gone already
  return () => kept.trim();
}

async function stop(pid: number, exited: Promise<Exit>): Promise<void> {
  let ended = false;
  const done = exited.then(() => {
    ended = true;
  });
  signalGroup(pid, "SIGTERM");
  const timer = setTimeout(() => {
    if (!ended) signalGroup(pid, "SIGKILL");
  }, killAfterMs);
  await done;
  clearTimeout(timer);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // Already gone, which is what was asked for.
  }
}
