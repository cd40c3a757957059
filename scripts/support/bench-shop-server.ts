import { bundle } from "./build-bundles.ts";
import type { LocalStack } from "./local-stack.ts";
import { freePort } from "./ports.ts";
import { startServer, untilReady } from "./server-process.ts";

/** The container on a local stack, with a customer signed in. */
export interface Shop {
  readonly url: string;
  readonly pid: number;
  readonly token: string;
  /** From spawning to the first 200 of /ready. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** One address that calls as often as it can is what is measured here. */
const unlimited = { RATE_LIMIT_PER_CUSTOMER: "0", RATE_LIMIT_PER_CLIENT: "0", RATE_LIMIT_PER_ADDRESS: "0" };

/** What the image runs, built when it is first needed. */
let program: Promise<string> | undefined;
const programOf = () => {
  program ??= bundle("container").then(({ file }) => file);
  return program;
};

export async function openShop(stack: LocalStack): Promise<Shop> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, ...stack.env, ...unlimited, HOST: "127.0.0.1", PORT: String(port), PUBLIC_URL: url };
  const file = await programOf();
  let lastWords = "";
  const onLine = (line: string, stream: string) => {
    if (stream === "stderr") lastWords = line;
  };
  const startedAt = performance.now();
  const server = startServer({ env, onLine, program: file });
  if (!(await untilReady(url, server))) throw new Error(`The server did not start: ${lastWords}`);
  const startMs = performance.now() - startedAt;
  return { url, pid: server.pid, startMs, token: await logIn(url), stop: () => server.stop() };
}

async function logIn(url: string): Promise<string> {
  const response = await fetch(`${url}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "demo1@example.com", password: "Demo123!" }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (!token) throw new Error(`Cannot sign in: ${response.status}`);
  return token;
}
