import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { bundle } from "../../scripts/support/build-bundles.ts";
import { startNode } from "../support/lambda/child.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { startCollector } from "../support/telemetry/collector.ts";

const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

let stage: Stage;
let outDir: string;
let file: string;

beforeAll(async () => {
  stage = await openStage();
  outDir = await mkdtemp(join(tmpdir(), "shop-container-"));
  ({ file } = await bundle("container", outDir));
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
  const child = startNode([file], { ...stage.env, ...credentials, PORT: String(port) });
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

it("sends traces out of the one file that it is, where there is a collector", async () => {
  const [port, collector] = [await freePort(), await startCollector()];
  const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: "1" };
  const child = startNode([file], { ...stage.env, ...credentials, ...traced, PORT: String(port) });
  try {
    await vi.waitFor(() => fetch(`http://127.0.0.1:${port}/`), { timeout: 20_000, interval: 50 });
  } finally {
    expect(await child.end(), child.stderr()).toBe(0);
    collector.stop();
  }
  expect(collector.spans.map(({ name }) => name)).toContain("GET /");
});

it("says in one go what its environment lacks", async () => {
  const child = startNode([file], {});
  expect(await child.ended).toBe(1);
  expect(child.stderr()).toMatch(
    /^Cannot start:\n {2}AWS_REGION .*\n {2}COGNITO_USER_POOL_ID .*\n {2}COGNITO_CLIENT_ID/,
  );
});
