import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Bundle, bundle } from "../../scripts/support/build-bundles.ts";
import { startNode } from "../support/lambda/child.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { startCollector } from "../support/telemetry/collector.ts";

const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

let stage: Stage;
let outDir: string;
let built: Bundle;

beforeAll(async () => {
  stage = await openStage();
  outDir = await mkdtemp(join(tmpdir(), "shop-container-"));
  built = await bundle("container", outDir);
});
afterAll(async () => {
  await stage.stop();
  await rm(outDir, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

it("starts in a plain environment, gets ready, and ends well when told to", async () => {
  const port = await freePort();
  const child = startNode([built.file], { ...stage.env, ...credentials, PORT: String(port) });
  try {
    const answer = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: response.status, body: await response.json() };
    };
    const patience = { timeout: 20_000, interval: 50 };
    const health = await vi.waitFor(() => answer("/health"), patience);
    expect(health).toMatchObject({ status: 200, body: { status: "healthy", version: "1.0.0" } });
    await vi.waitFor(async () => expect(await answer("/ready")).toMatchObject({ status: 200 }), patience);
  } finally {
    expect(await child.end(), child.stderr()).toBe(0);
  }
  expect(child.lines().map((line) => JSON.parse(line).message)).toEqual(["listening", "stopping"]);
  expect(child.stderr()).toBe("");
});

it("sends traces out of the files that it is, where there is a collector", async () => {
  const [port, collector] = [await freePort(), await startCollector()];
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: "1" };
  const child = startNode([built.file], { ...stage.env, ...credentials, ...traced, PORT: String(port) });
  try {
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), { timeout: 20_000, interval: 50 });
  } finally {
    expect(await child.end(), child.stderr()).toBe(0);
    collector.stop();
  }
  expect(collector.spans.map(({ name }) => name)).toContain("GET /");
});

it("starts with less than 1 MB of code, and none of what only some calls need", () => {
  expect(built.loaded.bytes).toBeLessThan(1_000_000);
  const lazy = /node_modules\/(@modelcontextprotocol\/|@opentelemetry\/sdk|@aws-sdk\/client-(cog|s3|ssm)|oidc-|jose\/)/;
  expect(built.loaded.sources.filter((source) => lazy.test(source))).toEqual([]);
});

it("is ASCII throughout: one other sign in a file, and V8 holds two bytes for every character of it", () => {
  const folder = dirname(built.file);
  const files = globSync("**/*.mjs", { cwd: folder });
  expect(files).toEqual(expect.arrayContaining(["server.mjs", "writer/main.mjs"]));
  for (const name of files) expect(/[^\0-\x7f]/.exec(readFileSync(join(folder, name), "utf8")), name).toBeNull();
});

it("a build leaves nothing of a former one behind, and takes nothing away that it made itself", async () => {
  const folder = dirname(built.file);
  const list = async () => (await readdir(folder)).toSorted();
  const before = await list();
  await writeFile(join(folder, "server-FORMER.mjs"), "");
  await bundle("container", outDir);
  expect(await list()).toEqual(before);
});

it("says in one go what its environment lacks", async () => {
  const child = startNode([built.file], {});
  expect(await child.ended).toBe(1);
  expect(child.stderr()).toMatch(
    /^Cannot start:\n {2}AWS_REGION .*\n {2}COGNITO_USER_POOL_ID .*\n {2}COGNITO_CLIENT_ID/,
  );
});
