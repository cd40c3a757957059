import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./ports.ts";
import { isAlive, treeOf } from "./process-tree.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const patienceMs = 45_000;

/** A task of the bootstrap, running in a process group of its own, as a terminal would run it. */
export interface TaskRun {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Everything printed so far, on both streams. */
  output(): string;
  /** Settles with the exit code, or the signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export function runTask(args: readonly string[], env: Readonly<Record<string, string>>): TaskRun {
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(signal ?? code));
  });
  return { child, pid: child.pid ?? 0, output: () => text, ended };
}

/** A running `npm start` of a temporary data folder. */
export interface ShopRun extends TaskRun {
  readonly url: string;
}

/** A data folder and a port for one test's shops; `end` kills what still runs and removes the folder. */
export async function openPlace() {
  const dataDir = mkdtempSync(join(tmpdir(), "shop-start-"));
  const port = await freePort();
  const env = { DATA_DIR: dataDir, PORT: String(port) };
  const url = `http://localhost:${port}`;
  const seen = new Set<number>();

  const start = async (args: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Promise<ShopRun> => {
    const run = runTask(["start", ...args], { ...env, ...more });
    const open = await eventually(() => run.output().includes("Stop      Ctrl-C") || run.child.exitCode !== null);
    for (const pid of treeOf(run.pid)) seen.add(pid);
    if (!open || run.child.exitCode !== null) throw new Error(`The shop did not open:\n${run.output()}`);
    return { ...run, url };
  };
  const end = () => {
    for (const pid of seen) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { dataDir, port, url, env, start, end };
}

/** Whether `condition` comes true within 45 s. */
export async function eventually(condition: () => boolean, withinMs = patienceMs): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (condition()) return true;
    await sleep(50);
  }
  return condition();
}
