import { spawn } from "node:child_process";
import { once } from "node:events";
import { root, sstEntry } from "./plan/platform.ts";

/** Set for what runs inside a stage, so that a stage without tables does not start a job over and over. */
const marker = "IN_STAGE";

export const isInStage = (): boolean =>
  process.env[marker] === "1" || (process.env["PRODUCTS_TABLE"] !== undefined && process.env["STAGE"] !== undefined);

type Env = Readonly<Record<string, string | undefined>>;

/** Runs SST's own command on this terminal, without its reports to its makers. Resolves with its exit code. */
export async function runSst(args: readonly string[], more: Env = {}, sst: string = sstEntry()): Promise<number> {
  const env = { ...process.env, SST_TELEMETRY_DISABLED: "1", ...more };
  const child = spawn(process.execPath, [sst, ...args], { cwd: root, env, stdio: "inherit" });
  // The terminal sends Ctrl-C to the child as well, which has things to put in order before it ends.
  const ignore = () => undefined;
  const forward = () => child.kill("SIGTERM");
  process.on("SIGINT", ignore).on("SIGTERM", forward);
  const [code] = await once(child, "exit");
  process.off("SIGINT", ignore).off("SIGTERM", forward);
  return typeof code === "number" ? code : 1;
}

/** Runs a script of ours with the environment of a stage's tools (stacks/live.ts) and the caller's own AWS account. */
export const runInStage = (stage: string, script: readonly string[], sst?: string): Promise<number> =>
  runSst(["shell", "--stage", stage, "--target", "Tools", "--", process.execPath, ...script], { [marker]: "1" }, sst);
