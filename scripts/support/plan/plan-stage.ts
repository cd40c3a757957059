import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { bundleApp, bundleProgram, type ProgramInput } from "./bundle-program.ts";
import { platform, platformStamp, preparePlatform, root as repository } from "./platform.ts";
import type { Recording } from "./record.ts";

export type { Resource } from "./record.ts";

/** Everything that a deploy of one stage would ask AWS for, and what the app says about itself. */
export interface Plan extends Recording {
  readonly stage: string;
  readonly app: Record<string, any>;
}

export interface PlanOptions {
  readonly stage: string;
  /** As `sst dev` would have it. */
  readonly dev?: boolean;
  /** What the deployer sets; nothing else of this process's environment counts. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder of sst.config.ts, when it is not this repository. */
  readonly root?: string;
}

const limitMs = 60_000;

/**
 * Runs sst.config.ts for one stage with SST's real components against a stand-in for Pulumi's engine: no AWS, no Pulumi,
 * no network. The same sources and options give the same plan, from a cache. Throws what SST or the stacks complain of.
 */
export async function planStage({ stage, dev = false, env = {}, root = repository }: PlanOptions): Promise<Plan> {
  preparePlatform();
  const program = programOf(root);
  const key = hashOf([program.key, JSON.stringify({ stage, dev, env })]);
  const cached = join(program.folder, `${key}.json`);
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, "utf8"));
  await program.bundled();
  const plan = await run({ stage, dev, env, root }, program.folder);
  writeWhole(cached, JSON.stringify(plan));
  return plan;
}

/** Beside the packages that a bundle leaves out, so that Node finds them. */
const cacheFolder = join(platform, "plans");
const hashOf = (parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 24);

interface Program {
  readonly key: string;
  /** The bundles and plans of these sources. */
  readonly folder: string;
  bundled(): Promise<void>;
}

const bundling = new Map<string, Promise<void>>();

function programOf(root: string): Program {
  const key = hashOf([platformStamp(), root, ...sourcesOf(root).map((file) => readFileSync(file, "utf8"))]);
  const folder = join(cacheFolder, key);
  const bundled = async () => {
    if (existsSync(join(folder, "run.mjs"))) return;
    mkdirSync(folder, { recursive: true });
    await bundleApp({ root, outfile: join(folder, "app.mjs") });
    await bundleProgram({ root, outfile: join(folder, "run.mjs") });
  };
  return {
    key,
    folder,
    bundled() {
      const made = bundling.get(key) ?? bundled();
      bundling.set(key, made);
      return made;
    },
  };
}

/** Every file that a plan follows from, beside SST itself. */
function sourcesOf(root: string): string[] {
  const all = (folder: string) => readdirSync(folder).map((file) => join(folder, file));
  return [
    join(root, "sst.config.ts"),
    ...all(join(root, "stacks")),
    ...["tables.ts", "metric-catalogue.ts"].map((file) => join(repository, "packages/aws/src", file)),
    ...all(import.meta.dirname),
  ];
}

async function run({ stage, dev, env, root }: Required<PlanOptions>, folder: string): Promise<Plan> {
  const work = mkdtempSync(join(folder, `${stage}-`));
  try {
    const app = JSON.parse(await runNode(join(folder, "app.mjs"), { ...env, PLAN_STAGE: stage }));
    const region: string = app.providers.aws.region;
    const paths = { home: work, root, work: join(work, ".sst"), platform };
    const input: ProgramInput = {
      app: { ...app, stage },
      cli: { command: dev ? "dev" : "deploy", paths, state: { version: {} } },
      dev,
      region,
      resultFile: join(work, "result.json"),
    };
    await runNode(join(folder, "run.mjs"), { ...env, AWS_REGION: region, PLAN_INPUT: JSON.stringify(input) });
    return { stage, app, ...JSON.parse(readFileSync(input.resultFile, "utf8")) };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Runs a file in a process of its own, with little more than `env`. Answers what it printed; throws what went wrong. */
async function runNode(file: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [file], {
    env: { PATH, HOME, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
  const [code, signal] = await once(child, "close");
  if (code !== 0) throw new Error(complaint(`${said.stderr}${said.stdout}`) || `The plan ended by ${signal ?? code}`);
  return said.stdout;
}

/** The error's own line, without the code around it and the stack below it. */
function complaint(output: string): string {
  const lines = output.split("\n");
  const line = lines.find((text) => /^\w*Error\b.*: /.test(text));
  return line?.replace(/^\w+: /, "") ?? output.trim();
}

function writeWhole(file: string, text: string): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, text);
  renameSync(part, file);
}
