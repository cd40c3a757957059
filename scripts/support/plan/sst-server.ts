import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ProgramInput } from "./bundle-program.ts";

/** A function that the program wants bundled, or under `sst dev` run live. */
export interface Build {
  readonly functionID: string;
  readonly handler: string;
  readonly runtime: string;
  readonly properties?: Record<string, unknown>;
  /** Runs on the developer's machine. */
  readonly live: boolean;
}

type Paths = ProgramInput["cli"]["paths"];

/** What SST's CLI serves to the program while it runs: where its own buckets are, and bundles of functions. */
export async function startSstServer(paths: Paths) {
  const builds: Build[] = [];
  const methods: Record<string, (args: any) => unknown> = {
    "Provider.Aws.Bootstrap": ({ region }) => ({ asset: `sst-asset-${region}`, state: `sst-state-${region}` }),
    "Provider.Aws.Appsync": () => ({ http: "appsync.invalid", realtime: "appsync.invalid" }),
    "Runtime.AddTarget": (args) => Boolean(builds.push({ ...args, live: true })),
    "Runtime.Build": (args) => {
      builds.push({ ...args, live: false });
      return bundled(args, paths);
    },
  };
  const server = createServer(async (request, response) => {
    const { method, params } = JSON.parse(await textOf(request));
    const answer = methods[method];
    const body = answer ? { result: answer(params[0]) } : { error: `The plan has no stand-in for ${method}` };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  process.env["SST_SERVER"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { builds, close };
}

/** An empty bundle in place of the real one, if the handler's file is there. */
function bundled({ handler, functionID }: Build, { root, work }: Paths) {
  const file = join(root, handler.replace(/\.[^./]+$/, ""));
  const found = [".ts", ".mts", ".js", ".mjs"].some((extension) => existsSync(file + extension));
  const out = join(work, "artifacts", functionID);
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "bundle.mjs"), "");
  return { handler: "bundle.handler", out, errors: found ? [] : [`Handler not found: ${handler}`], sourcemaps: [] };
}

async function textOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString("utf8");
}
