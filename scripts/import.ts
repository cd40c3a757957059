import { readFileSync } from "node:fs";
import { importShop, openCheckpoints, type SourceFile } from "@shop/local";
import { readArguments } from "./support/job-arguments.ts";
import { runOnStore, type Store } from "./support/local-store.ts";
import { showProgress } from "./support/progress.ts";

const usage = "npm run import -- FILE... [--again] [--stage NAME]   (what the files hold: docs/import.md)";
const shownProblems = 20;

const { stage, again, files: names } = readArguments(usage, { files: true });

function readFile(name: string): SourceFile {
  try {
    return { name, text: readFileSync(name, "utf8") };
  } catch (cause) {
    throw new Error(`Cannot read ${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function importFiles({ db, config, place, dataDir }: Store): Promise<number> {
  const progress = showProgress("Importing");
  const outcome = await importShop({
    db,
    tables: config.tables,
    place,
    files: names.map(readFile),
    checkpoints: openCheckpoints(dataDir),
    now: () => new Date(),
    again,
    onProgress: progress.update,
  }).finally(progress.stop);
  switch (outcome.kind) {
    case "refused":
      return tellProblems(outcome.problems);
    case "finished before":
      console.log(`These files were imported already (${place}, ${outcome.finishedAt}). To write them anew: --again`);
      return 0;
    case "imported": {
      const counts = Object.entries(outcome.counts).flatMap(([name, count]) =>
        count > 0 ? [`${count} ${count === 1 ? name.slice(0, -1) : name}`] : [],
      );
      const resumed = outcome.resumedAfter > 0 ? `, going on after ${outcome.resumedAfter} items of the last time` : "";
      console.log(`Imported (${place})${resumed}: ${counts.join(", ") || "nothing, the files are empty"}.`);
      return 0;
    }
  }
}

function tellProblems(problems: readonly string[]): number {
  for (const problem of problems.slice(0, shownProblems)) console.error(problem);
  const more = problems.length > shownProblems ? `, of which the first ${shownProblems} are shown` : "";
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  console.error(`Nothing was imported: ${count}${more}.`);
  return 1;
}

await runOnStore({ stage }, importFiles);
