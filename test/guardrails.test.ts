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

/** Puts files into the house for as long as `check` looks at them. */
function plant<Result>(files: Readonly<Record<string, string>>, check: (files: readonly string[]) => Result): Result {
  const paths = Object.keys(files).map((file) => join(house, file));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), text);
  }
  try {
    return check(Object.keys(files));
  } finally {
    for (const path of paths) rmSync(path);
  }
}

/** What a tool of the house prints, also when it finds something; `stdout` alone where programs read it. */
function run(command: string, args: readonly string[], { stderr: both = true } = {}): string {
  try {
    return execFileSync(bin(command), args, { cwd: house, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return both ? `${stdout}${stderr}` : stdout;
  }
}

const lintViolations: [what: string, file: string, text: string, rule: string][] = [
  [
    "a package reaching past its package.json",
    "core/src/reaching.ts",
    'import { Hono } from "hono";\nexport const a = new Hono();',
    "noUndeclaredDependencies",
  ],
  [
    "a core that throws",
    "core/src/throwing.ts",
    'export function f(): void {\n  throw new Error("no");\n}',
    "does not throw",
  ],
  [
    "a core that looks at the clock",
    "core/src/timed.ts",
    "export const now = () => new Date();",
    "Take now() from Ports",
  ],
  [
    "a core that rolls dice",
    "core/src/rolling.ts",
    "export const roll = () => Math.random();",
    "Take newId() from Ports",
  ],
  [
    "a core that catches",
    "core/src/catching.ts",
    "export function f(g: () => void): void {\n  try {\n    g();\n  } catch (e) {\n    g();\n  }\n}",
    "nothing to catch",
  ],
  [
    "an environment read outside the config",
    "server/src/reading.ts",
    "export const region = process.env.AWS_REGION;",
    "noProcessEnv",
  ],
  ["a stray console line", "server/src/telling.ts", 'export const f = () => console.log("x");', "noConsole"],
  ["a default export", "server/src/nameless.ts", "export default 1;", "noDefaultExport"],
  [
    "a promise nobody awaits",
    "server/src/forgetful.ts",
    "async function g(): Promise<void> {}\nexport function f(): void {\n  g();\n}",
    "noFloatingPromises",
  ],
  [
    "a function of five parameters",
    "server/src/greedy.ts",
    "export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];",
    "useMaxParams",
  ],
  [
    "a file of more than 200 lines",
    "server/src/long.ts",
    Array.from({ length: 210 }, (_, i) => `export const a${i} = ${i};`).join("\n"),
    "noExcessiveLinesPerFile",
  ],
  [
    "another package's inside",
    "server/src/prying.ts",
    'export { ok } from "../../core/src/outcome.ts";',
    "noRestrictedImports",
  ],
  ["a barrel that is not an index", "server/src/barrel.ts", 'export * from "./app.ts";', "noReExportAll"],
  [
    "a file whose name is not in kebab-case",
    "core/src/PlantedFile.ts",
    "export const a = 1;",
    "useFilenamingConvention",
  ],
  [
    "an import cycle",
    "server/src/there.ts",
    'import { createApp } from "./back-again.ts";\nexport const planted = () => createApp;',
    "noImportCycles",
  ],
];
const noViolations = {
  "packages/core/src/clean.ts": "export const a = 1;\n",
  "packages/server/src/back-again.ts":
    'import { planted } from "./there.ts";\nexport const createApp = () => planted;\n',
};

describe("the linter", () => {
  /** What it says of each file. It looks at all of them at once: getting to know the house takes most of its time. */
  let said: Map<string, string[]>;
  beforeAll(() => {
    const planted = lintViolations.map(([, file, text]) => [`packages/${file}`, `${text}\n`]);
    const args = ["lint", "--diagnostic-level=error", "--max-diagnostics=none", "--reporter=json"];
    const report = plant({ ...noViolations, ...Object.fromEntries(planted) }, (files) =>
      run("biome", [...args, ...files], { stderr: false }),
    );
    const found: { location: { path: string }; category: string; message: string }[] = JSON.parse(report).diagnostics;
    said = new Map(
      Object.entries(Object.groupBy(found, ({ location }) => location.path)).map(([file, ofFile = []]) => [
        file,
        ofFile.map(({ category, message }) => `${category}: ${message}`),
      ]),
    );
  });

  it.each(lintViolations)("refuses %s", (_what, file, _text, rule) => {
    expect(said.get(`packages/${file}`)).toContainEqual(expect.stringContaining(rule));
  });

  it("passes a clean file", () => {
    expect(said.get("packages/core/src/clean.ts")).toBeUndefined();
  });
});

describe("the types", () => {
  const typeViolations: [what: string, text: string, error: string][] = [
    ["Node in the core", "export const a = process.pid;\n", "process"],
    [
      "a float that multiplies a price",
      'import type { Product } from "./product/product.ts";\nexport const total = (p: Product) => p.priceMinor * 1.5;\n',
      "TS2365",
    ],
    [
      "a public tool that asks who is calling",
      `import { z } from "zod";
import { ok } from "./outcome.ts";
import { type Caller, publicTool } from "./tool.ts";
export const planted = publicTool({
  name: "x", title: "x", description: "x", annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({}), output: z.object({}),
  async handler(_input, { customer }: Caller) { return ok({ id: customer.customerId }); },
});
`,
      "error TS",
    ],
  ];
  let ofCore: string[];
  beforeAll(() => {
    const files = typeViolations.map(([, text], index) => [`packages/core/src/planted-${index}.ts`, text]);
    ofCore = plant(Object.fromEntries(files), () => run("tsc", ["-p", "packages/core/tsconfig.json"])).split("\n");
  });

  it.each(typeViolations.map((row, index) => [...row, index] as const))("refuse %s", (_what, _text, error, index) => {
    const ofFile = ofCore.filter((line) => line.includes(`planted-${index}.ts`));
    expect(ofFile).toContainEqual(expect.stringContaining(error));
  });

  it("refuse an index that may be absent, anywhere in the house", () => {
    const file = "packages/server/src/planted.ts";
    const text = "export const first = (list: readonly string[]): string => list[0];\n";
    // The rules of all, for one file: looking through everything is what `npm run check` does.
    const alone = JSON.stringify({ extends: "./tsconfig.json", include: [file] });
    const [everything, refused] = plant({ [file]: text, "tsconfig.one.json": alone }, () => [
      JSON.parse(run("tsc", ["--showConfig", "-p", "tsconfig.json"])).files,
      run("tsc", ["--noEmit", "-p", "tsconfig.one.json"]),
    ]);
    expect(everything).toContain(`./${file}`);
    expect(refused).toContain(`${file}(1,`);
  });
});

it("knip names a file that nothing uses", () => {
  const knip = () => run("knip", ["--no-progress", "--include", "files"]);
  expect(plant({ "packages/server/src/planted.ts": "export const a = 1;\n" }, knip)).toContain("planted.ts");
});
