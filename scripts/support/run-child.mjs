import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";

const parentPollMs = 500;
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program on this one's terminal and resolves with its exit code (128 + number for a signal). Signals go on to it;
 * it hears "disconnect" when this process dies, and is told to stop when the parent of this process does.
 */
export async function runChild(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const starter = findStarter();
  const watch = setInterval(() => {
    if (findStarter() === starter) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, parentPollMs);
  const forward = (signal) => child.kill(signal);
  for (const signal of forwarded) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => resolve(signal ? 128 + constants.signals[signal] : code));
    });
  } finally {
    clearInterval(watch);
    for (const signal of forwarded) process.off(signal, forward);
  }
}

/** The process that wants this one: its parent, or npm where npm's shell is the parent (it would outlive npm). */
function findStarter() {
  try {
    const [, name, rest = ""] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${process.ppid}/stat`, "utf8")) ?? [];
    const isShellOfNpm = process.env.npm_lifecycle_event !== undefined && name === "sh";
    return isShellOfNpm ? Number(rest.split(" ")[1]) : process.ppid;
  } catch {
    return process.ppid; // no /proc: there npm's shell hands its process over to us
  }
}
