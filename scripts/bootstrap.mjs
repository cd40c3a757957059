// Runs a task of this repository on any machine with Node >= 20 and npm: installs what is missing, then starts the task
// on the Node 24 that npm installed. Plain JavaScript without dependencies, because it runs before there are any.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bringUpToDate } from "./support/install.mjs";
import { runChild } from "./support/run-child.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [taskName = "", ...args] = process.argv.slice(2);

const script = (name, ...fixed) => ({ label: name, run: [`scripts/${name}.ts`, ...fixed] });
const tool = (name, pkg, ...fixed) => ({ label: name, pkg, fixed });

const checks = [
  tool("biome", "@biomejs/biome", "check"),
  { ...tool("tsc", "typescript", "-p", "tsconfig.json"), label: "tsc" },
  { ...tool("tsc", "typescript", "-p", "packages/core/tsconfig.json"), label: "tsc (core)" },
  { label: "sst", run: ["scripts/sst.ts", "prepare"] },
  { ...tool("tsc", "typescript", "-p", "stacks/tsconfig.json"), label: "tsc (stacks)" },
  tool("knip", "knip"),
];
const tests = tool("vitest", "vitest", "run");

/** Every step of a task runs, so that one run tells of all failures; the arguments go to the last step. */
const tasks = {
  start: [script("start")],
  dev: [script("start", "--watch")],
  check: checks,
  test: [...checks, tests],
  "test:long": [{ ...tests, env: { TEST_LONG: "1" } }],
  seed: [script("seed")],
  "demo-users": [script("demo-users")],
  import: [script("import")],
  reset: [script("reset")],
  smoke: [script("smoke")],
  bench: [script("bench")],
  "bench:search": [script("bench-search")],
  "bench:search-scale": [script("bench-search-scale")],
  relevance: [script("relevance")],
  "bench:overload": [script("bench-overload")],
  logs: [script("logs")],
  build: [script("build")],
  plan: [script("plan")],
  deploy: [script("sst", "deploy")],
  remove: [script("sst", "remove")],
  "sst:dev": [script("sst", "dev")],
  container: [script("container")],
};

const fail = (line) => {
  process.stderr.write(`${line}\n`);
  process.exit(1);
};

/** The Node that npm installed for this machine, else this one if it is new enough to run TypeScript. */
function findNode() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const installed = join(root, "node_modules", `node-${platform}-${process.arch}`, "bin", file);
  if (existsSync(installed)) return { node: installed, flags: [] };
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const number = major * 1000 + minor;
  if (number < 22_012)
    fail(
      `This needs Node 22.12 or newer on ${process.platform}-${process.arch}, and this is ${process.versions.node}: install a newer one from https://nodejs.org.`,
    );
  // From 22.18 on TypeScript and SQLite need no flags.
  const flags = ["--experimental-strip-types", "--experimental-sqlite", "--disable-warning=ExperimentalWarning"];
  return { node: process.execPath, flags: number < 22_018 ? flags : [] };
}

/** A tool's own JavaScript, run by our Node and not by the one its first line would find. */
function commandOf({ label, run, pkg, fixed }) {
  if (run) return run;
  const folder = join(root, "node_modules", pkg);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entry = typeof bin === "string" ? bin : bin[label.split(" ")[0]];
  return [join(folder, entry), ...fixed];
}

/** The steps of the asked task, whose scripts must be here. */
function stepsOf(name) {
  const steps = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (!steps) return fail(`Usage: node scripts/bootstrap.mjs ${Object.keys(tasks).join("|")} [arguments]`);
  const missing = steps.find(({ run }) => run && !existsSync(join(root, run[0])));
  return missing ? fail(`There is no ${missing.run[0]} in this copy of the repository.`) : steps;
}

async function main() {
  const steps = stepsOf(taskName);
  bringUpToDate(root);
  const { node, flags } = findNode();
  const path = [join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter);
  const failed = [];
  for (const step of steps) {
    const command = [...flags, ...commandOf(step), ...(step === steps.at(-1) ? args : [])];
    const code = await runChild(node, command, { cwd: root, env: { ...process.env, ...step.env, PATH: path } });
    // A single step speaks for itself; a signal ends the whole task.
    if (steps.length === 1 || code > 128) process.exit(code);
    if (code !== 0) failed.push(step.label);
  }
  if (failed.length > 0) fail(`\nFailed: ${failed.join(", ")}`);
}

main().catch((error) => fail(error.message));
