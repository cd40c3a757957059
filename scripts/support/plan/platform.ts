import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");
/** SST's own sources with their packages. Git-ignored: SST writes them out of its npm package. */
export const platform = join(root, ".sst", "platform");

const stampFile = join(platform, "prepared");

/** What the platform depends on: SST's version, and the providers that the app names. */
export function platformStamp(): string {
  const { version } = JSON.parse(readFileSync(join(root, "node_modules/sst/package.json"), "utf8"));
  const parts = [
    version,
    ...["sst.config.ts", "stacks/stage.ts"].map((file) => readFileSync(join(root, file), "utf8")),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

const isReady = () => existsSync(stampFile) && readFileSync(stampFile, "utf8") === platformStamp();

/** Writes the platform unless it is there already. Needs the npm registry, no AWS. Throws one line when it fails. */
export function preparePlatform(onStep: (step: string) => void = () => {}): void {
  if (isReady()) return;
  onStep("Preparing SST, once; this takes up to a minute ...");
  mkdirSync(join(root, ".sst"), { recursive: true });
  // Bun takes two seconds for what npm takes half a minute for, and keeps to the lock file that SST ships.
  const bun = bunPath();
  const failure = (bun && install({ SST_BUN_PATH: bun })) ?? "";
  const failed = bun && failure === "" ? "" : install({ SST_NO_BUN: "1" });
  if (failed) throw new Error(`SST could not be prepared (is the npm registry in reach?)\n${failed}`);
  writeFileSync(stampFile, platformStamp());
}

/** Without these SST first downloads Pulumi and Bun, which only a deploy needs, and tells its makers of every command. */
const quietSst = { SST_SKIP_DEPENDENCY_CHECK: "1", SST_TELEMETRY_DISABLED: "1" };

/** Runs `sst install`. Answers what went wrong, or nothing. */
function install(how: Readonly<Record<string, string>>): string {
  rmSync(join(platform, "node_modules"), { recursive: true, force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [sstEntry(), "install", "--stage", "prepare"], {
    cwd: root,
    env: { ...process.env, ...quietSst, ...how },
    encoding: "utf8",
  });
  return status === 0 && existsSync(join(platform, "config.d.ts")) ? "" : `${stdout}${stderr}`;
}

export const sstEntry = (): string => join(root, "node_modules/sst/bin/sst.mjs");

function bunPath(): string | undefined {
  const cpu = process.arch === "arm64" ? "aarch64" : process.arch;
  const path = join(root, "node_modules/@oven", `bun-${process.platform}-${cpu}`, "bin/bun");
  return existsSync(path) ? path : undefined;
}
