import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Installs the dependencies unless exactly those of the lockfile are there. Throws one line when npm fails. */
export function bringUpToDate(root) {
  if (isUpToDate(root)) return;
  // Two npms in one folder break each other, and `npm test` beside `npm start` in a fresh clone is no rare thing.
  const unlock = lockFolder(root);
  try {
    if (!isUpToDate(root)) install(root);
  } finally {
    unlock();
  }
}

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
const hash = (text) => createHash("sha256").update(text).digest("hex");
const lockfileOf = (root) => join(root, "package-lock.json");
const stampOf = (root) => join(root, "node_modules", ".installed");

/** Whether the stamp is of today's lockfile; npm's own note tells when somebody has run npm themselves. */
function isUpToDate(root) {
  const lock = read(lockfileOf(root));
  if (lock === undefined) return false;
  if (read(stampOf(root))?.trim() === hash(lock)) return true;
  const noted = read(join(root, "node_modules", ".package-lock.json"));
  if (noted === undefined || !agrees(JSON.parse(lock), JSON.parse(noted))) return false;
  writeFileSync(stampOf(root), `${hash(lock)}\n`);
  return true;
}

/** Whether every package of the lockfile is installed in its version; optional ones may be absent. */
function agrees({ packages: wanted }, { packages: present }) {
  const isInstalled = ([path, { version, link, optional }]) => {
    if (!path.startsWith("node_modules/")) return true;
    const found = present[path];
    return found ? link === true || found.version === version : optional === true;
  };
  return Object.entries(wanted).every(isInstalled);
}

function install(root) {
  const task = existsSync(lockfileOf(root)) ? "ci" : "install";
  process.stdout.write(`Installing dependencies (npm ${task}), once; this takes a minute ...\n`);
  const args = [task, "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const npmScript = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", "ignore", "inherit"] };
  const { status, error } = npmScript?.endsWith(".js")
    ? spawnSync(process.execPath, [npmScript, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (error) throw new Error(`npm could not be run (${error.message}): install Node with npm from https://nodejs.org.`);
  if (status !== 0) throw new Error(`npm ${task} failed; what npm says about it stands above.`);
  writeFileSync(stampOf(root), `${hash(readFileSync(lockfileOf(root), "utf8"))}\n`);
}

const waitMs = 250;

/** Waits until no other process installs into this folder, then keeps others out until the returned function is called. */
function lockFolder(root) {
  const file = join(tmpdir(), `install-${hash(root).slice(0, 16)}.pid`);
  const ours = `${file}.${process.pid}`;
  writeFileSync(ours, String(process.pid));
  for (;;) {
    try {
      linkSync(ours, file); // in one step: nobody sees a lock without its owner
      rmSync(ours);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isAlive(Number(read(file)))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
    else rmSync(file, { force: true });
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}
