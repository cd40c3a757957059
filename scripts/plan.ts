import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { deployerNames } from "./support/plan/deployer-names.ts";
import { describePlan } from "./support/plan/describe-plan.ts";
import { planStage } from "./support/plan/plan-stage.ts";
import { preparePlatform } from "./support/plan/platform.ts";

const usage =
  "Usage: npm run plan -- --stage NAME [--json FILE]   (what a deploy would create, and what it would cost)";

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { stage: { type: "string" }, json: { type: "string" } } });
  if (values.stage === undefined) throw new Error(usage);
  preparePlatform(console.log);
  const env = Object.fromEntries(
    deployerNames.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  const plan = await planStage({ stage: values.stage, env });
  if (values.json) writeFileSync(values.json, `${JSON.stringify(plan, null, 2)}\n`);
  for (const line of describePlan(plan)) console.log(line);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
