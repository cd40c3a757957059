import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A server process of ours, and everything it wrote. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines of standard output so far. */
  lines(): readonly string[];
  stderr(): string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  /** Asks it to end, and waits. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

/** Starts Node with exactly this environment, beside where compiled code is kept: nothing of the test's own leaks in. */
export function startNode(args: readonly string[], env: Record<string, string>): Child {
  const { NODE_COMPILE_CACHE = "" } = process.env;
  const child = spawn(process.execPath, args, {
    env: { NODE_COMPILE_CACHE, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
    });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return {
    process: child,
    lines: () => written.stdout.split("\n").filter((line) => line !== ""),
    stderr: () => written.stderr,
    ended,
    end(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
  };
}
