import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { databaseFile } from "./engine-command.ts";

/** Notes which engine serves a data folder and which process (ours) started it. */
export function writePidFile(dataDir: string, pid: number): void {
  writeFileSync(pidFile(dataDir), `${pid} ${process.pid}\n`);
}

/** Forgets the engine `pid`; a later engine's note stays. */
export function removePidFile(dataDir: string, pid: number): void {
  if (readPidFile(dataDir)?.pid === pid) rmSync(pidFile(dataDir), { force: true });
}

/**
 * Ends an engine that a crashed run left on this data folder. Kills only a dynoxide that serves exactly this folder's
 * file and whose starter is gone; throws when its starter still runs.
 */
export async function reapStaleEngine(dataDir: string): Promise<void> {
  const noted = readPidFile(dataDir);
  if (!noted) return;
  const running = look(noted.pid);
  if (running && isOurs(running, dataDir)) {
    if (running.parentPid === noted.starterPid) {
      throw new Error(
        `The data folder ${dataDir} is in use by another server (pid ${noted.starterPid}): stop it first.`,
      );
    }
    await end(noted.pid, dataDir);
  }
  rmSync(pidFile(dataDir), { force: true });
}

async function end(pid: number, dataDir: string): Promise<void> {
  process.kill(pid, "SIGTERM");
  for (let tries = 0; tries < 40 && isStillOurs(pid, dataDir); tries += 1) await sleep(50);
  if (isStillOurs(pid, dataDir)) process.kill(pid, "SIGKILL");
}

interface Running {
  parentPid: number;
  argv: string[];
}

function isStillOurs(pid: number, dataDir: string): boolean {
  const running = look(pid);
  return running !== undefined && isOurs(running, dataDir);
}

function isOurs({ argv }: Running, dataDir: string): boolean {
  const program = basename(argv[0] ?? "");
  return (program === "dynoxide" || program === "dynoxide.exe") && argv.includes(databaseFile(dataDir));
}

function look(pid: number): Running | undefined {
  return existsSync("/proc/self/cmdline") ? lookInProc(pid) : lookWithPs(pid);
}

function lookInProc(pid: number): Running | undefined {
  try {
    const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return { argv, parentPid: Number(parent?.[1]) };
  } catch {
    return undefined;
  }
}

function lookWithPs(pid: number): Running | undefined {
  const listed = spawnSync("ps", ["-ww", "-o", "ppid=,command=", "-p", String(pid)], { encoding: "utf8" });
  const line = /^\s*(\d+)\s+(.*)$/m.exec(listed.stdout);
  // ps joins the arguments with blanks: cut where ours begin, so that a folder with blanks in its name still matches.
  const cut = /^(.*?) (serve) .*--db-path (.*)$/.exec(line?.[2] ?? "");
  return line && cut ? { parentPid: Number(line[1]), argv: cut.slice(1) } : undefined;
}

function readPidFile(dataDir: string): { pid: number; starterPid: number } | undefined {
  try {
    const [pid, starterPid] = readFileSync(pidFile(dataDir), "utf8").trim().split(" ").map(Number);
    return pid && pid > 1 && Number.isInteger(pid) ? { pid, starterPid: starterPid ?? 0 } : undefined;
  } catch {
    return undefined;
  }
}

function pidFile(dataDir: string): string {
  return join(dataDir, "engine.pid");
}
