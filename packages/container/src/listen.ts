import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { App } from "@shop/server";

/** Longer than a load balancer keeps an idle connection (60 s), so that it never sends on one we have just closed. */
const keepAliveMs = 65_000;
const headersMs = 10_000;
const requestMs = 15_000;
/** How often Node looks for requests that take longer than that: by default twice a minute. */
const checkMs = 2000;
const maxConnections = 10_000;

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Header in which the proxy in front writes the caller's address, over whatever the caller sent. */
  readonly clientAddressHeader?: string | undefined;
  /** How many proxies of ours stand in front, when none of them writes such a header. */
  readonly trustedProxyHops?: number;
}

type Proxies = Pick<Listening, "clientAddressHeader" | "trustedProxyHops">;

/** The caller's address: what the outermost of our proxies saw. Entries before that one anybody can write. */
function addressOf({ headers }: Request, peer: string, proxies: Proxies): string {
  const { clientAddressHeader, trustedProxyHops: hops = 0 } = proxies;
  const told = clientAddressHeader && headers.get(clientAddressHeader);
  if (told || hops === 0) return told || peer;
  return headers.get("x-forwarded-for")?.split(",").at(-hops)?.trim() || peer;
}

/** The app behind plain Node HTTP. Resolves once it listens; rejects when the port cannot be had. */
export async function listen(app: App, { host, port, ...proxies }: Listening): Promise<Server> {
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkMs,
    },
    getRequestListener((request, { incoming }) =>
      app.fetch(request, {
        address: addressOf(request, incoming.socket.remoteAddress ?? "", proxies),
        isGone: () => incoming.errored !== null || incoming.socket.destroyed,
      }),
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
