import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { App } from "@shop/server";

/** Longer than a load balancer keeps an idle connection (60 s), so that it never sends on one we have just closed. */
const keepAliveMs = 65_000;
const headersMs = 15_000;
const requestMs = 30_000;
const maxConnections = 10_000;

interface Place {
  readonly host: string;
  readonly port: number;
  /** How many proxies of ours stand before the server. Whatever else a caller says of its address is not believed. */
  readonly trustedProxies?: number;
}

/** The app behind plain Node HTTP. Resolves once it listens; rejects when the port cannot be had. */
export async function listen(app: App, { host, port, trustedProxies = 0 }: Place): Promise<Server> {
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, headersTimeout: headersMs, requestTimeout: requestMs },
    getRequestListener((request, { incoming }) => app.fetch(request, { address: addressOf(incoming, trustedProxies) })),
  );
  server.maxConnections = maxConnections;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, host, resolve);
  await promise;
  server.off("error", reject);
  return server;
}

/** The caller's address: of the connection, or as the outermost proxy of ours has written it down. */
function addressOf({ socket, headers }: Pick<IncomingMessage, "socket" | "headers">, trustedProxies: number): string {
  const forwarded = [headers["x-forwarded-for"] ?? []].flat().join(",").split(",");
  const told = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined;
  return told || (socket.remoteAddress ?? "");
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
