import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";
import { startFunction } from "../lambda/function.ts";

/** Bundles a handler with the options that SST's CLI gives esbuild. Source: pkg/runtime/node/build.go of SST 4.17. */
export async function bundleAsSst(handler: string, outDir: string): Promise<string> {
  const outfile = join(outDir, "index.mjs");
  await build({
    entryPoints: [handler.replace(/\.[^./]+$/, ".ts")],
    outfile,
    platform: "node",
    format: "esm",
    target: "esnext",
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: "linked",
    mainFields: ["module", "main"],
    external: ["sharp", "pg-native"],
    banner: {
      js: `import { createRequire as topLevelCreateRequire } from 'module';
const require = topLevelCreateRequire(import.meta.url);
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"
const __filename = topLevelFileUrlToPath(import.meta.url)
const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
    },
    logLevel: "silent",
  });
  return outfile;
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
