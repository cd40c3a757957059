import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the parts of a running local shop answer. */
export interface Endpoints {
  readonly server: string;
  readonly dynamodb: string;
  readonly cognito: string;
}

const fileOf = (dataDir: string) => join(dataDir, "endpoints.json");

/** Tells other programs, in one step, where everything is. */
export function writeEndpoints(dataDir: string, endpoints: Endpoints): void {
  mkdirSync(dataDir, { recursive: true });
  const file = fileOf(dataDir);
  writeFileSync(`${file}.tmp`, `${JSON.stringify(endpoints, undefined, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}

export const removeEndpoints = (dataDir: string): void => rmSync(fileOf(dataDir), { force: true });

/** What the note says; a server that was killed leaves its note behind, so it may name nobody. */
export function readEndpoints(dataDir: string): Endpoints | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), "utf8")) as Endpoints;
  } catch {
    return undefined;
  }
}

/** Whether a shop's server answers at `url`. */
export async function isServing(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) });
    const { service } = (await response.json()) as { service?: unknown };
    return service === "ecommerce-mcp-server";
  } catch {
    return false;
  }
}
