import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { bundle } from "../../../scripts/support/build-bundles.ts";
import { freePort } from "../../../scripts/support/ports.ts";
import type { DoorName } from "../doors.ts";
import { startNode } from "../lambda/child.ts";
import { startFunction } from "../lambda/function.ts";

export interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A door in a process of its own, with everything that it prints. */
export interface DoorProcess {
  send(sent: Sent): Promise<{ readonly status: number; readonly headers: Record<string, string>; readonly body: any }>;
  /** Lines of both streams so far. */
  output(): readonly string[];
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

const credentials = { AWS_ACCESS_KEY_ID: "local", AWS_SECRET_ACCESS_KEY: "local" };
const entry = fileURLToPath(new URL("../../../packages/container/src/main.ts", import.meta.url));

const textOf = ({ body }: Sent): string | undefined =>
  body === undefined || typeof body === "string" ? (body as string | undefined) : JSON.stringify(body);

const withType = ({ headers, body }: Sent): Record<string, string> => ({
  ...(body !== undefined && { "content-type": "application/json" }),
  ...headers,
});

const linesOf = (text: string): string[] => text.split("\n").filter(Boolean);

/** Starts the container's sources; `flags` go to Node. */
export async function startContainer(env: Record<string, string>, flags: readonly string[] = []): Promise<DoorProcess> {
  const port = await freePort();
  const child = startNode([...flags, entry], { ...env, ...credentials, PORT: String(port), HOST: "127.0.0.1" });
  const origin = `http://127.0.0.1:${port}`;
  await vi.waitFor(
    async () => {
      if (!(await fetch(`${origin}/ready`)).ok) throw new Error("Not ready");
    },
    { timeout: 20_000, interval: 50 },
  );
  return {
    async send(sent) {
      const { method = "POST", path } = sent;
      const response = await fetch(`${origin}${path}`, { method, headers: withType(sent), body: textOf(sent) ?? null });
      const text = await response.text();
      const body = /^[[{]/.test(text) ? JSON.parse(text) : text;
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    },
    output: () => [...child.lines(), ...linesOf(child.stderr())],
    stop: async () => void (await child.end()),
  };
}

/** Starts the function from its bundle, in the real runtime client: it takes one request after the other. */
async function startLambda(env: Record<string, string>): Promise<DoorProcess> {
  const outDir = await mkdtemp(join(tmpdir(), "shop-telemetry-"));
  const { file } = await bundle("lambda", outDir);
  const shop = await startFunction(file, { ...env, ...credentials });
  return {
    send({ method = "POST", path, ...sent }) {
      const body = textOf({ path, ...sent });
      return shop.send({ method, path, headers: withType({ path, ...sent }), ...(body !== undefined && { body }) });
    },
    output: () => [...shop.log(), ...linesOf(shop.stderr())],
    async stop() {
      await shop.stop();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

export const doorProcesses: Record<DoorName, (env: Record<string, string>) => Promise<DoorProcess>> = {
  container: startContainer,
  lambda: startLambda,
};
