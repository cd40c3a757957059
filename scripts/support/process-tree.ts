import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** A process and all that it and its children have started. */
export function treeOf(pid: number): number[] {
  const running = listProcesses();
  const below = (parent: number): number[] =>
    running.flatMap((one) => (one.parent === parent ? [one.pid, ...below(one.pid)] : []));
  return [pid, ...below(pid)];
}

/** Whether a process runs; one that only waits to be reaped does not. */
export const isAlive = (pid: number): boolean => listProcesses().some((one) => one.pid === pid);

/** The one of these processes whose command line has `text` in it; 0 when none has. */
export const findProcess = (pids: readonly number[], text: string): number =>
  listProcesses().find(({ pid, command }) => pids.includes(pid) && command.includes(text))?.pid ?? 0;

const listProcesses = (): Running[] => (existsSync("/proc/self/stat") ? listProc() : listPs());

function listProc(): Running[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.slice(1) ?? [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return []; // ended while we looked
    }
  });
}

function listPs(): Running[] {
  const { stdout } = spawnSync("ps", ["-ww", "-A", "-o", "pid=,ppid=,stat=,command="], { encoding: "utf8" });
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+([^Z\s]\S*)\s+(.*)$/gm)].map(([, pid, parent, , command = ""]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}
