import { expect, it } from "vitest";
import { listen, portOf } from "./listen.ts";

/** The address that the app is told for a request with these headers. */
async function addressOf(headers: Record<string, string>, clientAddressHeader?: string): Promise<string> {
  const app = { fetch: async (_: Request, arrival?: { address?: string }) => new Response(arrival?.address ?? "none") };
  const server = await listen(app as never, { host: "127.0.0.1", port: 0, clientAddressHeader });
  try {
    return await (await fetch(`http://127.0.0.1:${portOf(server)}`, { headers })).text();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it("takes the caller's address from the header that the proxy in front writes, and from no other", async () => {
  const sent = { "x-client-address": "203.0.113.7", "x-forwarded-for": "198.51.100.1" };
  expect(await addressOf(sent, "x-client-address")).toBe("203.0.113.7");
  expect(await addressOf({}, "x-client-address")).toBe("127.0.0.1");
  expect(await addressOf(sent)).toBe("127.0.0.1");
});
