import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";
import { sstBanner } from "../../../scripts/support/build-bundles.ts";
import { functionBundle } from "../../../stacks/function-bundle.ts";
import { startFunction } from "../lambda/function.ts";

/** Bundles a handler with the options that SST's CLI gives esbuild. Source: pkg/runtime/node/build.go of SST 4.17. */
export async function bundleAsSst(handler: string, outDir: string): Promise<string> {
  const { minify, splitting, esbuild } = functionBundle;
  await build({
    entryPoints: [{ in: handler.replace(/\.[^./]+$/, ".ts"), out: "index" }],
    outdir: outDir,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    format: "esm",
    target: "esnext",
    bundle: true,
    minify,
    splitting,
    keepNames: true,
    sourcemap: "linked",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native", ...esbuild.external],
    banner: { js: sstBanner },
    logLevel: "silent",
  });
  return join(outDir, "index.mjs");
}

/** An address like the gateway's: every request is one invocation of the function. */
export async function openFunctionGateway(file: string, env: Record<string, string>, port: number) {
  const server = createServer((incoming, outgoing) => void invoke(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const shop = await startFunction(file, env);

  async function invoke(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray()).toString();
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const { method = "GET", url: path = "/" } = incoming;
    const answer = await shop.pass({ method, path, headers, ...(body !== "" && { body }) });
    for (const cookie of answer.cookies) outgoing.appendHeader("set-cookie", cookie);
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  return {
    log: shop.log,
    async stop(): Promise<void> {
      await shop.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}
