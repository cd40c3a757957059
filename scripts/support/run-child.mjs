import { spawn } from "node:child_process";
import { constants } from "node:os";

const parentPollMs = 500;
const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a program on this one's terminal and resolves with its exit code (128 + number for a signal). Signals go on to it;
 * it hears "disconnect" when this process dies, and is told to stop when the parent of this process does.
 */
export async function runChild(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
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
