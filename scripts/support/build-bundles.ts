import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { functionBundle } from "../../stacks/function-bundle.ts";

/** One deployable file and what it weighs. */
export interface Bundle {
  readonly name: BundleName;
  /** Absolute path of the bundle, to start with `node FILE` or to load as a Lambda handler. */
  readonly file: string;
  readonly bytes: number;
  /** What Node reads before the first line runs: the entry and the files that it imports, those that they import, … */
  readonly loaded: Loaded;
}

interface Loaded {
  readonly bytes: number;
  /** Names of the files, in the entry's folder. */
  readonly files: ReadonlySet<string>;
  /** Sources that are in them, relative to the repository. */
  readonly sources: readonly string[];
}

export type BundleName = keyof typeof entries;

const root = fileURLToPath(new URL("../../", import.meta.url));

const entries = {
  lambda: { source: "packages/lambda/src/main.ts", folder: "lambda", entry: "index" },
  container: { source: "packages/container/src/main.ts", folder: "container", entry: "server" },
  "health-check": { source: "packages/container/src/health-check.ts", folder: "container", entry: "health-check" },
} as const;

/** The thread that writes the search index: a file of its own beside the bundle that starts it. */
const writer = "packages/search/src/writer/main.ts";

/** CommonJS inside an ES module: the X-Ray SDK behind the Tracer calls `require` for what Node brings along. */
const requireForCommonJs =
  'import { createRequire as shopCreateRequire } from "node:module"; const require = shopCreateRequire(import.meta.url);';

/** How everything is bundled that runs in AWS. SST does the same of itself. */
const options = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  // The AWS SDK's ES modules shed more than its CommonJS: a third smaller, and quicker to start.
  mainFields: ["module", "main"],
  minify: true,
  // Errors keep their names in the log.
  keepNames: true,
  banner: { js: requireForCommonJs },
} satisfies BuildOptions;

/** What SST's CLI writes at the head of each file it bundles. Source: pkg/runtime/node/build.go of SST 4.17. */
export const sstBanner = `import { createRequire as topLevelCreateRequire } from 'module';
const require = topLevelCreateRequire(import.meta.url);
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"
const __filename = topLevelFileUrlToPath(import.meta.url)
const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`;

/** As SST bundles the function: what is tested and measured here is what a stage runs. */
const asSst = {
  splitting: functionBundle.splitting,
  external: functionBundle.esbuild.external,
  banner: { js: sstBanner },
} satisfies BuildOptions;

/** Bundles a program given as text into `file` (absolute), in the same way as what is deployed. */
export async function bundleSource(source: string, file: string): Promise<string> {
  await build({ ...options, stdin: { contents: source, resolveDir: root }, outfile: file, logLevel: "warning" });
  return file;
}

/**
 * Bundles one entry into a folder of `outDir` (absolute). Everything is inside, beside it, or in the folder `writer`
 * there: the file runs on Node 24 without `node_modules`. What is imported lazily lies in files of its own, so that
 * nobody reads it before: to parse a file takes ten times its size, and that memory is not given back.
 */
export async function bundle(name: BundleName, outDir = `${root}dist`): Promise<Bundle> {
  const { source, folder, entry } = entries[name];
  const target = `${folder}/${entry}.mjs`;
  const metafile = await buildInto(`${outDir}/${folder}`, { in: source, out: entry }, name === "lambda" ? asSst : {});
  if (name !== "health-check")
    await build({ ...options, entryPoints: [`${root}${writer}`], outfile: `${outDir}/${folder}/writer/main.mjs` });
  const [path = "", output] = Object.entries(metafile.outputs).find(([each]) => each.endsWith(target)) ?? [];
  return { name, file: `${outDir}/${target}`, bytes: output?.bytes ?? 0, loaded: loadedBy(path, metafile) };
}

/** Bundles a program of this repository, in the same way as what is deployed. Returns the file to start. */
export async function bundleProgram(source: URL, name: string): Promise<string> {
  await buildInto(`${root}dist/${name}`, { in: fileURLToPath(source), out: name });
  return `${root}dist/${name}/${name}.mjs`;
}

interface Entry {
  readonly in: string;
  readonly out: string;
}

async function buildInto(folder: string, entry: Entry, others: BuildOptions = {}): Promise<Metafile> {
  const chunk = `${entry.out}-`;
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    chunkNames: `${chunk}[hash]`,
    splitting: true,
    ...options,
    ...others,
    sourcemap: "external",
    legalComments: "external",
    metafile: true,
    logLevel: "warning",
  });
  // Chunks are named by what is in them: those of an earlier build would stay. A server may be running from the others.
  const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  for (const name of readdirSync(folder)) if (name.startsWith(chunk) && !made.has(name)) rmSync(join(folder, name));
  return metafile;
}

function loadedBy(entry: string, { outputs }: Metafile): Loaded {
  const paths = new Set([entry]);
  for (const path of paths)
    for (const { kind, path: imported } of outputs[path]?.imports ?? [])
      if (kind === "import-statement" && outputs[imported]) paths.add(imported);
  const all = [...paths].flatMap((path) => outputs[path] ?? []);
  return {
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    files: new Set([...paths].map((path) => basename(path))),
    sources: all.flatMap(({ inputs }) => Object.keys(inputs)),
  };
}

export const bundleNames = Object.keys(entries) as BundleName[];
