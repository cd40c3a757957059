import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { preparePlatform, root } from "./support/plan/platform.ts";
import { runSst } from "./support/sst-command.ts";

const [task = ""] = process.argv.slice(2);

const tasks: Readonly<Record<string, (stage: string | undefined) => Promise<number>>> = {
  /** For editors and the type check. */
  async prepare() {
    preparePlatform(console.log);
    return 0;
  },
  dev: (stage) => runSst(["dev", ...(stage === undefined ? [] : ["--stage", stage])]),
  async deploy(stage) {
    const code = await runSst(["deploy", "--stage", named(stage)], {
      IMAGE_TAG: process.env["IMAGE_TAG"] ?? imageTag(),
    });
    if (code === 0) for (const line of nextSteps(named(stage))) console.log(line);
    return code;
  },
  remove: (stage) => runSst(["remove", "--stage", named(stage)]),
};

function named(stage: string | undefined): string {
  if (stage === undefined) throw new Error(`Name the stage: npm run ${task} -- --stage NAME`);
  return stage;
}

const git = (...args: string[]): string => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();

/** The commit; with the time where files differ from it, since an image's tag is never used twice. */
function imageTag(): string {
  try {
    const commit = git("rev-parse", "--short=12", "HEAD");
    return git("status", "--porcelain") === "" ? commit : `${commit}-${Date.now()}`;
  } catch {
    return `local-${Date.now()}`;
  }
}

function nextSteps(stage: string): string[] {
  const file = join(root, ".sst/outputs.json");
  const url: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).url : undefined;
  return [
    "",
    `  npm run seed -- --stage ${stage}         loads the demo shop`,
    `  npm run demo-users -- --stage ${stage}   makes its users`,
    `  npm run smoke -- ${url ?? "URL"}   checks every promise of the guide`,
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ args: process.argv.slice(3), options: { stage: { type: "string" } } });
  const run = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
  if (!run) throw new Error(`Usage: node scripts/sst.ts ${Object.keys(tasks).join("|")} [--stage NAME]`);
  process.exitCode = await run(values.stage);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
