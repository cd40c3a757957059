import type { App, Arrival } from "@shop/server";
import { expect, it } from "vitest";
import { listen, portOf } from "./listen.ts";

async function addressSeen(trustedProxies: number, forwarded?: string): Promise<string | undefined> {
  let seen: Arrival | undefined;
  const app: App = {
    async fetch(_request, arrival) {
      seen = arrival;
      return new Response();
    },
  };
  const server = await listen(app, { host: "127.0.0.1", port: 0, trustedProxies });
  await fetch(`http://127.0.0.1:${portOf(server)}`, { headers: forwarded ? { "x-forwarded-for": forwarded } : {} });
  server.closeAllConnections();
  server.close();
  return seen?.address;
}

it("a caller's address is the connection's, whatever the caller says", async () => {
  expect(await addressSeen(0)).toBe("127.0.0.1");
  expect(await addressSeen(0, "203.0.113.7")).toBe("127.0.0.1");
});

it("behind proxies of ours it is what the outermost of them has seen, and no more is believed", async () => {
  expect(await addressSeen(1, "203.0.113.7")).toBe("203.0.113.7");
  expect(await addressSeen(1, "198.51.100.1, 203.0.113.7")).toBe("203.0.113.7");
  expect(await addressSeen(2, "198.51.100.1, 203.0.113.7, 10.0.0.9")).toBe("203.0.113.7");
  expect(await addressSeen(1)).toBe("127.0.0.1");
});
