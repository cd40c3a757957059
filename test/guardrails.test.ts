import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Each guardrail is shown one violation, in a copy of the house, and has to name it. */
let house: string;
const bin = (name: string) => resolve("node_modules/.bin", name);

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), "guardrails-"));
  const files = ["biome.json", "tsconfig.json", "knip.json", "package.json", "sst.config.ts"];
  for (const name of [...files, "scripts", "packages", "stacks", "test"])
    cpSync(name, join(house, name), { recursive: true, filter: (source) => !source.includes("node_modules") });
  symlinkSync(resolve("node_modules"), join(house, "node_modules"));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

function plant(file: string, text: string, check: (file: string) => string): string {
  const path = join(house, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  try {
    return check(file);
  } finally {
    rmSync(path);
  }
}

function run(command: string, args: readonly string[]): string {
  try {
    execFileSync(bin(command), args, { cwd: house, encoding: "utf8", stdio: "pipe" });
    return "passed";
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`;
  }
}

const lint = (file: string) => run("biome", ["lint", "--diagnostic-level=error", file]);
const types = () => run("tsc", ["--noEmit", "-p", "tsconfig.json"]);
const coreTypes = () => run("tsc", ["-p", "packages/core/tsconfig.json"]);

describe("the linter", () => {
  it.each([
    [
      "a package reaching past its package.json",
      "core",
      'import { Hono } from "hono";\nexport const a = new Hono();',
      "noUndeclaredDependencies",
    ],
    ["a core that throws", "core", 'export function f(): void {\n  throw new Error("no");\n}', "does not throw"],
    ["a core that looks at the clock", "core", "export const now = () => new Date();", "Take now() from Ports"],
    ["a core that rolls dice", "core", "export const roll = () => Math.random();", "Take newId() from Ports"],
    [
      "a core that catches",
      "core",
      "export function f(g: () => void): void {\n  try {\n    g();\n  } catch (e) {\n    g();\n  }\n}",
      "nothing to catch",
    ],
    [
      "an environment read outside the config",
      "server",
      "export const region = process.env.AWS_REGION;",
      "noProcessEnv",
    ],
    ["a stray console line", "server", 'export const f = () => console.log("x");', "noConsole"],
    ["a default export", "server", "export default 1;", "noDefaultExport"],
    [
      "a promise nobody awaits",
      "server",
      "async function g(): Promise<void> {}\nexport function f(): void {\n  g();\n}",
      "noFloatingPromises",
    ],
    [
      "a function of five parameters",
      "server",
      "export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];",
      "useMaxParams",
    ],
    [
      "a file of more than 200 lines",
      "server",
      Array.from({ length: 210 }, (_, i) => `export const a${i} = ${i};`).join("\n"),
      "noExcessiveLinesPerFile",
    ],
    ["another package's inside", "server", 'export { ok } from "../../core/src/outcome.ts";', "noRestrictedImports"],
    ["a barrel that is not an index", "server", 'export * from "./app.ts";', "noReExportAll"],
  ])("refuses %s", (_what, room, text, rule) => {
    expect(plant(`packages/${room}/src/planted.ts`, `${text}\n`, lint)).toContain(rule);
  });

  it("passes a clean file", () => {
    expect(plant("packages/core/src/planted.ts", "export const a = 1;\n", lint)).toBe("passed");
  });

  it("refuses a file whose name is not in kebab-case", () => {
    expect(plant("packages/core/src/PlantedFile.ts", "export const a = 1;\n", lint)).toContain(
      "useFilenamingConvention",
    );
  });

  it("refuses an import cycle", () => {
    const planted = 'import { createApp } from "./app.ts";\nexport const planted = () => createApp;\n';
    const app = 'import { planted } from "./planted.ts";\nexport const createApp = () => planted;\n';
    writeFileSync(join(house, "packages/server/src/cycle.ts"), app);
    const text = planted.replace("./app.ts", "./cycle.ts");
    expect(plant("packages/server/src/planted.ts", text, lint)).toContain("noImportCycles");
    rmSync(join(house, "packages/server/src/cycle.ts"));
  });
});

describe("the types", () => {
  it("refuse Node in the core", () => {
    expect(plant("packages/core/src/planted.ts", "export const a = process.pid;\n", coreTypes)).toContain("process");
  });

  it("refuse a float that multiplies a price", () => {
    const text =
      'import type { Product } from "./product/product.ts";\nexport const total = (p: Product) => p.priceMinor * 1.5;\n';
    expect(plant("packages/core/src/planted.ts", text, coreTypes)).toContain("TS2365");
  });

  it("refuse a public tool that asks who is calling", () => {
    const text = `import { z } from "zod";
import { ok } from "./outcome.ts";
import { type Caller, publicTool } from "./tool.ts";
export const planted = publicTool({
  name: "x", title: "x", description: "x", annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}), output: z.object({}),
  async handler(_input, { customer }: Caller) { return ok({ id: customer.customerId }); },
});
`;
    expect(plant("packages/core/src/planted.ts", text, coreTypes)).toContain("error TS");
  });

  it("refuse an index that may be absent", () => {
    const text = "export const first = (list: readonly string[]): string => list[0];\n";
    expect(plant("packages/server/src/planted.ts", text, types)).toContain("planted.ts");
  });
});

it("knip names a file that nothing uses", () => {
  const knip = () => run("knip", ["--no-progress", "--include", "files"]);
  expect(plant("packages/server/src/planted.ts", "export const a = 1;\n", knip)).toContain("planted.ts");
});
