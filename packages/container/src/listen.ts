import { createServer, type Server } from "node:http";
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
  /** Header in which a proxy tells the caller's address. Without one everybody behind the proxy would be one caller. */
  readonly clientAddressHeader?: string | undefined;
}

/** The app behind plain Node HTTP. Resolves once it listens; rejects when the port cannot be had. */
export async function listen(app: App, { host, port, clientAddressHeader }: Place): Promise<Server> {
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, headersTimeout: headersMs, requestTimeout: requestMs },
    getRequestListener((request, { incoming: { socket } }) => {
      const told = clientAddressHeader && request.headers.get(clientAddressHeader);
      return app.fetch(request, { address: told || (socket.remoteAddress ?? "") });
    }),
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
