import { type ChildProcess, type ForkOptions, fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { answerOf, peerTools } from "./bench-shop.ts";
import { bundleProgram } from "./build-bundles.ts";
import { serverEnvironment, serverFlags } from "./server-flags.ts";

/** A server under measurement, in a process of its own. */
export interface Running {
  readonly url: string;
  readonly pid: number;
  stop(): void;
}

async function forked(script: URL | string, args: readonly string[] = [], options: ForkOptions = {}): Promise<Running> {
  const child = fork(script, args, { ...options, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${script} ${args.join(" ")} ended with ${code}`);
  });
  ended.catch(() => {});
  const [port] = await Promise.race([once(child, "message"), ended]);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => child.kill() };
}

export const startEcho = (): Promise<Running> => forked(new URL("./bench-echo.ts", import.meta.url));
/** Built and started as the server is, so that both can be compared. */
export const startStub = async (): Promise<Running> =>
  forked(await bundleProgram(new URL("./bench-stub.ts", import.meta.url), "bench-stub"), [], {
    execArgv: [...serverFlags],
    env: { ...process.env, ...serverEnvironment },
  });
export const startPeer = (name: "older" | "newer" | "fastmcp"): Promise<Running> =>
  forked(new URL("./bench-peers.ts", import.meta.url), [name]);

/** Python's FastMCP, where `BENCH_PYTHON` or python3 has it; else why not. */
export async function startPythonPeer(python: string): Promise<Running | string> {
  const asked = spawnSync(python, ["-c", "import fastmcp; print(fastmcp.__version__)"], { encoding: "utf8" });
  if (asked.status !== 0) return `FastMCP for Python is left out: ${python} has no fastmcp.`;
  const folder = mkdtempSync(join(tmpdir(), "shop-bench-python-"));
  const [search, ...others] = peerTools;
  if (!search) throw new Error("There is no search to serve.");
  const data = { answer: await answerOf(search, {}), others: others.map(({ name }) => name) };
  writeFileSync(join(folder, "shop.json"), JSON.stringify(data));
  const child = spawn(
    python,
    [fileURLToPath(new URL("./bench-fastmcp.py", import.meta.url)), join(folder, "shop.json")],
    {
      stdio: ["pipe", "pipe", "ignore"],
    },
  );
  const port = Number(String((await once(child.stdout, "data"))[0]).trim());
  const stop = () => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  await untilListening(`http://127.0.0.1:${port}/mcp`, child);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop };
}

const patienceMs = 20_000;
const pollMs = 100;

async function untilListening(url: string, child: ChildProcess): Promise<void> {
  for (let left = patienceMs / pollMs; left > 0 && child.exitCode === null; left -= 1) {
    const answered = await fetch(url, { method: "POST" }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await sleep(pollMs);
  }
  throw new Error(`${url} does not answer.`);
}
