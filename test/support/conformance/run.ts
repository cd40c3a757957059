import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The official suite: the version that knows 2026-07-28, and the last one made before it. */
export type Suite = "@modelcontextprotocol/conformance" | "conformance-0-1";

interface Check {
  readonly id: string;
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO";
  readonly errorMessage?: string;
}

/** The checks of each scenario that ran, by its name, and how the program ended. */
export interface Verdict {
  readonly code: number | null;
  readonly said: string;
  readonly scenarios: ReadonlyMap<string, readonly Check[]>;
}

/** Scenarios in which a check failed, or that had none. */
export const failedIn = ({ scenarios }: Verdict): readonly string[] =>
  [...scenarios].flatMap(([name, checks]) =>
    checks.length === 0 || checks.some(({ status }) => status === "FAILURE") ? [name] : [],
  );

/** Runs scenarios of the suite against a server, in a process of its own. */
export async function runScenarios(suite: Suite, url: string, which: readonly string[]): Promise<Verdict> {
  const program = fileURLToPath(new URL(`../../../node_modules/${suite}/dist/index.js`, import.meta.url));
  const out = mkdtempSync(join(tmpdir(), "conformance-"));
  const child = spawn(process.execPath, [program, "server", "--url", url, ...which, "-o", out], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (words: Buffer) => {
      said += words.toString();
    });
  const [code] = (await once(child, "close")) as [number | null];
  const scenarios = new Map(readdirSync(out).map((folder) => [scenarioOf(folder), checksIn(join(out, folder))]));
  rmSync(out, { recursive: true, force: true });
  return { code, said, scenarios };
}

/** A folder is named after its scenario, with a time behind it. */
const scenarioOf = (folder: string): string => folder.replace(/^server-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, "");

const checksIn = (folder: string): readonly Check[] =>
  JSON.parse(readFileSync(join(folder, "checks.json"), "utf8")) as readonly Check[];

/** The scenarios for servers that a revision requires, as the suite has them in its own list. */
export function requiredBy(revision: "2026-07-28" | "2025-11-25"): readonly string[] {
  const list = new URL(
    `../../../node_modules/@modelcontextprotocol/conformance/requirements/${revision}.yaml`,
    import.meta.url,
  );
  const [, servers = ""] = /^server:\n((?: {2}.*\n)+)/m.exec(readFileSync(list, "utf8")) ?? [];
  return [...servers.matchAll(/^ {2}- ([\w-]+)/gm)].map(([, name = ""]) => name);
}
