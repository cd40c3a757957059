import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { App } from "@shop/server";

/** Longer than a load balancer keeps an idle connection (60 s), so that it never sends on one we have just closed. */
const keepAliveMs = 65_000;
const headersMs = 15_000;
const requestMs = 30_000;
const maxConnections = 10_000;

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** How many proxies of ours stand in front. */
  readonly trustedProxyHops?: number;
}

/** The caller's address: what the outermost of our proxies saw. Entries before that one anybody can write. */
function addressOf({ headers }: Request, peer: string, hops: number): string {
  if (hops === 0) return peer;
  return headers.get("x-forwarded-for")?.split(",").at(-hops)?.trim() || peer;
}

/** The app behind plain Node HTTP. Resolves once it listens; rejects when the port cannot be had. */
export async function listen(app: App, { host, port, trustedProxyHops = 0 }: Listening): Promise<Server> {
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, headersTimeout: headersMs, requestTimeout: requestMs },
    getRequestListener((request, { incoming }) =>
      app.fetch(request, { address: addressOf(request, incoming.socket.remoteAddress ?? "", trustedProxyHops) }),
    ),
  );
  server.maxConnections = maxConnections;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host, resolve);
  await promise;
  server.off("error", reject);
  return server;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
