import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../support/oauth/chromium.ts";
import { type Removal, removals } from "../support/oauth/removals.ts";

const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
const config = fileURLToPath(new URL("../support/oauth/removal.config.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "shop-removals-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly status: string }[] }[];
}

/** Runs the one test without the defence; answers how many of that name failed and passed. */
async function runWithout({ test, name }: Removal, place: number) {
  const outputFile = join(folder, `${place}.json`);
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const args = ["run", "--config", config, "--reporter=json", "--outputFile", outputFile, test, "-t", pattern];
  const env = { ...process.env, TEST_LONG: "", REMOVAL: String(place) };
  const child = spawn(process.execPath, [vitest, ...args], { env, stdio: "ignore" });
  await once(child, "exit");
  const { testResults } = JSON.parse(readFileSync(outputFile, "utf8")) as Report;
  const ended = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const count = (wanted: string) => ended.filter((status) => status === wanted).length;
  return { failed: count("failed"), passed: count("passed") };
}

/** What the threat model says of its tests, tried: each fails when the defence that it is about is taken out. */
describe("without its defence", () => {
  it.each(removals.map((removal, place) => ({ ...removal, place })))(
    "row $row: $test $name",
    async ({ place, ...removal }) => {
      if (removal.test.includes("chromium") && !chromiumPath) return;
      expect(await runWithout(removal, place)).toMatchObject({ failed: expect.toSatisfy((count) => count > 0) });
    },
  );
});
