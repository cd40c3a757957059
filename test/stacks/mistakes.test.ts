import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { planStage } from "../../scripts/support/plan/plan-stage.ts";
import { StagePlan } from "../support/stacks/stage-plan.ts";

/** Mistakes planted in a copy of the stacks, each of which the plan has to show. */
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "stacks-"));
  for (const name of ["sst.config.ts", "stacks"]) cpSync(name, join(copy, name), { recursive: true });
  for (const name of ["node_modules", "packages"]) symlinkSync(resolve(name), join(copy, name));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

function plant(file: string, from: string, to: string): Promise<StagePlan> {
  const path = join(copy, "stacks", file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  return planStage({ stage: "dev", root: copy }).then((plan) => new StagePlan(plan));
}

it("a linked table shows as a right to do everything with it", async () => {
  const plan = await plant("lambda.ts", 'architecture: "arm64",', 'architecture: "arm64", link: [parts.tables.auth],');
  expect(plan.grants().some((grant) => grant.startsWith("dynamodb:* "))).toBe(true);
});

it("a handler that does not exist ends the plan, and says so", async () => {
  await expect(plant("lambda.ts", "src/main.handler", "src/mian.handler")).rejects.toThrow(/Handler not found/);
});
