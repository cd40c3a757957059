import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { bundle, bundleNames } from "../../scripts/support/build-bundles.ts";
import { freePort } from "../../scripts/support/ports.ts";
import { failedIn, runScenarios } from "../support/conformance/run.ts";
import { sampleTools } from "../support/conformance/samples.ts";
import { type Child, startNode } from "../support/lambda/child.ts";
import { openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
let outDir: string;
let child: Child;
let url: string;

/** The container's bundle, as it is shipped, in a process of its own. */
beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "shop-conformance-"));
  const opened = openStage();
  await Promise.all(bundleNames.map((name) => bundle(name, outDir)));
  stage = await opened;
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
  const env = { ...stage.env, ...credentials, PORT: String(port), PUBLIC_URL: url };
  child = startNode([join(outDir, "container/server.mjs")], env);
  const isReady = async () => expect((await fetch(`${url}/ready`)).status).toBe(200);
  await vi.waitFor(isReady, { timeout: 20_000, interval: 50 });
});
afterAll(async () => {
  await child.end();
  await stage.stop();
  await rm(outDir, { recursive: true, force: true });
});

const run = (revision: string) =>
  runScenarios("@modelcontextprotocol/conformance", `${url}/mcp`, ["--requirements", revision]);

/** The official scenarios that ask for no tool, resource or prompt of their own. */
const withoutSamples = {
  "2026-07-28": [
    "caching",
    "dns-rebinding-protection",
    "http-header-validation",
    "input-required-result-unsupported-methods",
    "prompts-list",
    "resources-list",
    "sep-2164-resource-not-found",
    "server-sse-multiple-streams",
    "tools-list",
  ],
  "2025-11-25": [
    "dns-rebinding-protection",
    "ping",
    "prompts-list",
    "resources-list",
    "server-initialize",
    "server-session-lifecycle",
    "server-sse-multiple-streams",
    "tools-list",
  ],
};

it("passes, as it is shipped, the official scenarios of 2026-07-28 that bring no samples", {
  timeout: 120_000,
}, async () => {
  const verdict = await run("2026-07-28");
  const failed = failedIn(verdict);
  for (const scenario of withoutSamples["2026-07-28"]) {
    expect([...verdict.scenarios.keys()]).toContain(scenario);
    expect(failed, scenario).not.toContain(scenario);
  }
  // Of this one, all but what can only be seen on sample tools.
  const stateless = verdict.scenarios.get("server-stateless") ?? [];
  const unseen = stateless.filter(({ status }) => status === "FAILURE");
  expect(unseen.map(({ errorMessage }) => errorMessage)).toEqual(
    Array.from(unseen, () => expect.stringMatching(/^Not testable: .*'test_\w+'/)),
  );
  expect(stateless.filter(({ status }) => status === "SUCCESS").length).toBeGreaterThanOrEqual(20);
});

it("passes, as it is shipped, the official scenarios of 2025-11-25 that bring no samples", {
  timeout: 120_000,
}, async () => {
  const verdict = await run("2025-11-25");
  const failed = failedIn(verdict);
  for (const scenario of withoutSamples["2025-11-25"]) {
    expect([...verdict.scenarios.keys()]).toContain(scenario);
    expect(failed, scenario).not.toContain(scenario);
  }
});

it("ships nothing of the samples", () => {
  const files = globSync("**/*.mjs", { cwd: outDir });
  expect(files).toEqual(expect.arrayContaining(["container/server.mjs", "lambda/index.mjs"]));
  for (const file of files) {
    const text = readFileSync(join(outDir, file), "utf8");
    for (const name of [...Object.keys(sampleTools), "test://", "test_simple_prompt"])
      expect(text.includes(name), `${name} in ${file}`).toBe(false);
  }
});
