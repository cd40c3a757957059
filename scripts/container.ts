import { parseArgs } from "node:util";
import { isInStage, runInStage } from "./support/sst-command.ts";

// The container entry on this machine, against the tables of a stage: as a pane of `npm run sst:dev`, or by itself.

const { values } = parseArgs({ options: { stage: { type: "string" } } });

if (isInStage()) await import("../packages/container/src/main.ts");
else if (values.stage) process.exit(await runInStage(values.stage, process.argv.slice(1)));
else {
  console.error(
    "Name the stage whose tables to work on: npm run container -- --stage NAME (or npm start, for a shop of your own)",
  );
  process.exit(1);
}
