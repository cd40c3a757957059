import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Bundle, bundle } from "../../scripts/support/build-bundles.ts";
import { startFunction } from "../support/lambda/function.ts";
import { openStage, type Stage } from "../support/stage.ts";

const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };

let stage: Stage;
let outDir: string;
let built: Bundle;

beforeAll(async () => {
  stage = await openStage();
  outDir = await mkdtemp(join(tmpdir(), "shop-cold-"));
  built = await bundle("lambda", outDir);
});
afterAll(async () => {
  await stage.stop();
  await rm(outDir, { recursive: true, force: true });
});

it("starts with less than 1 MB of code in a dozen files, and none of what only some calls need", () => {
  expect(built.loaded.bytes).toBeLessThan(1_000_000);
  expect(built.loaded.files.size).toBeLessThan(14);
  const packages = built.loaded.sources.flatMap(
    (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [],
  );
  const lazy =
    /^(@modelcontextprotocol\/|@aws-sdk\/client-(cognito|ssm)|aws-xray-sdk|@aws-lambda-powertools\/tracer|oidc-|jose$)/;
  expect(new Set(packages.filter((name) => lazy.test(name)))).toEqual(new Set());
  expect(packages).toContain("zod");
  const locales = built.loaded.sources.filter((source) => /zod\/v4\/locales\//.test(source));
  expect(locales.map((source) => source.split("/").at(-1))).toEqual(["en.js"]);
});

it("answers a search with the files alone that it starts with", async () => {
  const folder = dirname(built.file);
  const others = (await readdir(folder)).filter((file) => file.endsWith(".mjs") && !built.loaded.files.has(file));
  expect(others.length).toBeGreaterThan(5);
  for (const file of others) await rm(join(folder, file));
  const shop = await startFunction(built.file, { ...stage.env, ...credentials }, { sampled: false });
  try {
    const search = () =>
      shop.send({
        method: "POST",
        path: "/tools/search_products",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ query: "laptop" }),
      });
    await vi.waitFor(
      async () => expect(await search()).toMatchObject({ status: 200, body: { success: true } }),
      10_000,
    );
    expect(shop.initErrors).toEqual([]);
  } finally {
    await shop.stop();
  }
});
