import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { build } from "esbuild";
import { platform } from "./platform.ts";

/** What a run of the program is told: set before any of its code. */
export interface ProgramInput {
  readonly app: { readonly name: string; readonly stage: string };
  readonly cli: {
    readonly command: "dev" | "deploy";
    readonly paths: Readonly<Record<"home" | "root" | "work" | "platform", string>>;
    readonly state: object;
  };
  readonly dev: boolean;
  readonly region: string;
  /** Where the recording goes. */
  readonly resultFile: string;
}

/** The packages that SST's CLI leaves out of its bundles too: they are in the platform's own `node_modules`. */
const external = [
  ...["@pulumi/*", "@pulumiverse/*", "@sst-provider/*", "@aws-sdk/*"],
  ...["undici", "esbuild", "archiver", "glob", "vite"],
];

const banner = `import { createRequire as planRequire } from "node:module";
const require = planRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;
`;
const input = `globalThis.planInput ??= JSON.parse(process.env.PLAN_INPUT);\n`;

interface Source {
  readonly root: string;
  readonly outfile: string;
}

/** Bundles `app` of sst.config.ts as the CLI does for its first reading: none of SST's globals exist. Prints its answer. */
export const bundleApp = ({ root, outfile }: Source): Promise<unknown> =>
  build({
    stdin: {
      contents: `globalThis.$config = (config) => config;
const config = await import(${JSON.stringify(join(root, "sst.config.ts"))});
console.log(JSON.stringify(await config.default.app({ stage: process.env.PLAN_STAGE })));`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });

/**
 * Bundles the whole program as the CLI does for its second reading, so that components and providers are globals in
 * every file of the project. One bundle serves every stage: what the CLI writes into it is read from `planInput` here.
 */
export async function bundleProgram({ root, outfile }: Source): Promise<void> {
  const record = join(import.meta.dirname, "record.ts");
  await build({
    stdin: {
      contents: `import * as pulumi from "@pulumi/pulumi";
import { record } from ${JSON.stringify(record)};
import { run } from ${JSON.stringify(join(platform, "src/auto/run.ts"))};
import config from ${JSON.stringify(join(root, "sst.config.ts"))};
await record(pulumi, () => run(config.run), globalThis.planInput);`,
      resolveDir: root,
      loader: "ts",
    },
    outfile,
    banner: { js: banner + input },
    inject: [join(platform, "src/shim/run.js")],
    define: { $app: "planInput.app", $cli: "planInput.cli", $dev: "planInput.dev" },
    mainFields: ["module", "main"],
    bundle: true,
    format: "esm",
    platform: "node",
    nodePaths: [join(platform, "node_modules")],
    external,
    logLevel: "silent",
    plugins: [{ name: "globals", setup: (bundler) => addGlobals(bundler) }],
  });
}

interface Provider {
  readonly alias: string;
  readonly package: string;
}

function addGlobals(
  bundler: Parameters<NonNullable<Parameters<typeof build>[0]["plugins"]>[number]["setup"]>[0],
): void {
  const providers: Provider[] = JSON.parse(readFileSync(join(platform, "../provider-lock.json"), "utf8"));
  const globals = [
    ...providers.map(({ alias, package: name }) => `import * as ${alias} from ${JSON.stringify(name)};`),
    `import * as sst from ${JSON.stringify(join(platform, "src/components"))};`,
  ].join("\n");
  bundler.onLoad({ filter: /\.(js|ts)$/ }, async ({ path }) => {
    if (path.includes("/.sst/")) return undefined;
    const loader = extname(path).slice(1) as "js" | "ts";
    return { contents: `${globals}\n${await readFile(path, "utf8")}`, loader };
  });
}
