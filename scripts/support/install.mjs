import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Installs the dependencies unless exactly those of the lockfile are there. Throws one line when npm fails. */
export function bringUpToDate(root) {
  const lockFile = join(root, "package-lock.json");
  const stampFile = join(root, "node_modules", ".installed");
  const lock = read(lockFile);
  const stamp = lock === undefined ? "no lockfile" : createHash("sha256").update(lock).digest("hex");
  if (read(stampFile)?.trim() === stamp) return;
  // Somebody may have run npm themselves: npm's own note of what it installed tells.
  const noted = read(join(root, "node_modules", ".package-lock.json"));
  if (lock === undefined || noted === undefined || !agrees(JSON.parse(lock), JSON.parse(noted))) install(root, lock);
  // Without a lockfile npm has just written one.
  const installed = read(lockFile);
  if (installed) writeFileSync(stampFile, `${createHash("sha256").update(installed).digest("hex")}\n`);
}

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);

/** Whether every package of the lockfile is installed in its version; optional ones may be absent. */
function agrees({ packages: wanted }, { packages: present }) {
  const isInstalled = ([path, { version, link, optional }]) => {
    if (!path.startsWith("node_modules/")) return true;
    const found = present[path];
    return found ? link === true || found.version === version : optional === true;
  };
  return Object.entries(wanted).every(isInstalled);
}

function install(root, lock) {
  const task = lock === undefined ? "install" : "ci";
  process.stdout.write(`Installing dependencies (npm ${task}), once; this takes a minute ...\n`);
  const args = [task, "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const npmScript = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", "ignore", "inherit"] };
  const { status, error } = npmScript?.endsWith(".js")
    ? spawnSync(process.execPath, [npmScript, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (error) throw new Error(`npm could not be run (${error.message}): install Node with npm from https://nodejs.org.`);
  if (status !== 0) throw new Error(`npm ${task} failed; what npm says about it stands above.`);
}
