import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** One deployable file and what it weighs. */
export interface Bundle {
  readonly name: BundleName;
  /** Absolute path of the bundle, to start with `node FILE` or to load as a Lambda handler. */
  readonly file: string;
  readonly bytes: number;
}

export type BundleName = keyof typeof entries;

const root = fileURLToPath(new URL("../../", import.meta.url));

const entries = {
  lambda: { source: "packages/lambda/src/main.ts", folder: "lambda", entry: "index" },
  container: { source: "packages/container/src/main.ts", folder: "container", entry: "server" },
  "health-check": { source: "packages/container/src/health-check.ts", folder: "container", entry: "health-check" },
} as const;

/** What the thread that writes the search index is made of. Node runs it as it is, beside the bundle that starts it. */
const writer = "packages/search/src/writer";

/** CommonJS inside an ES module: the X-Ray SDK behind the Tracer calls `require` for what Node brings along. */
const requireForCommonJs =
  'import { createRequire as shopCreateRequire } from "node:module"; const require = shopCreateRequire(import.meta.url);';

/**
 * Bundles one entry into a folder of `outDir` (absolute). Everything is inside, or in the folder
 * `writer` beside it: the file runs on Node 24 without `node_modules`. What a Lambda imports lazily lies beside it in files of its own, so that nobody reads it before.
 */
export async function bundle(name: BundleName, outDir = `${root}dist`): Promise<Bundle> {
  const { source, folder, entry } = entries[name];
  const target = `${folder}/${entry}.mjs`;
  // Files beside the Lambda's entry are named by what is in them: those of an earlier build would stay.
  if (name === "lambda") rmSync(`${outDir}/${folder}`, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [{ in: source, out: entry }],
    outdir: `${outDir}/${folder}`,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunk-[hash]",
    // The container starts once: one file, read whole. A Lambda starts often, and reads only what its first call needs.
    splitting: name === "lambda",
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    // The AWS SDK's ES modules shed more than its CommonJS: a third smaller, and quicker to start.
    mainFields: ["module", "main"],
    minify: true,
    // Errors keep their names in the log.
    keepNames: true,
    sourcemap: "external",
    legalComments: "external",
    banner: { js: requireForCommonJs },
    metafile: true,
    logLevel: "warning",
  });
  if (name !== "health-check")
    cpSync(`${root}${writer}`, `${outDir}/${folder}/writer`, {
      recursive: true,
      filter: (path) => !path.endsWith(".test.ts"),
    });
  const [, output] = Object.entries(metafile.outputs).find(([path]) => path.endsWith(target)) ?? [];
  return { name, file: `${outDir}/${target}`, bytes: output?.bytes ?? 0 };
}

export const bundleNames = Object.keys(entries) as BundleName[];
