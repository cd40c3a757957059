import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { listen, portOf } from "./listen.ts";

const host = "127.0.0.1";

it("rejects when the port is taken", async () => {
  const app = { fetch: async () => new Response() };
  const first = await listen(app, { host, port: 0 });
  try {
    await expect(listen(app, { host, port: portOf(first) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  } finally {
    first.close();
  }
});

it("tells the app where a request comes from", async () => {
  const addresses: (string | undefined)[] = [];
  const app = {
    fetch: async (_: Request, arrival?: { readonly address?: string }) => {
      addresses.push(arrival?.address);
      return new Response("ok");
    },
  };
  const server = await listen(app, { host, port: 0 });
  await fetch(`http://${host}:${portOf(server)}/`);
  expect(addresses).toEqual(["127.0.0.1"]);
  server.closeAllConnections();
  server.close();
});

it("keeps an idle connection longer than a load balancer does", async () => {
  const server = await listen({ fetch: async () => new Response() }, { host, port: 0 });
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
  server.close();
});

it("goes on after a client that speaks no HTTP", async () => {
  const server = await listen({ fetch: async () => new Response("ok") }, { host, port: 0 });
  const socket = connect(portOf(server), host);
  socket.end("\u0016\u0003\u0001 hello\r\n\r\n");
  socket.resume();
  await once(socket, "close");
  expect(await (await fetch(`http://${host}:${portOf(server)}/`)).text()).toBe("ok");
  server.closeAllConnections();
  server.close();
});

it("believes the header that the proxy in front writes, and no other", async () => {
  const app = { fetch: async (_: Request, arrival?: { readonly address?: string }) => new Response(arrival?.address) };
  const askedWith = async (clientAddressHeader: string | undefined, headers: Record<string, string>) => {
    const server = await listen(app, { host, port: 0, clientAddressHeader });
    const answer = await (await fetch(`http://${host}:${portOf(server)}/`, { headers })).text();
    server.closeAllConnections();
    server.close();
    return answer;
  };
  const sent = { "x-client-address": "203.0.113.7", "x-forwarded-for": "198.51.100.1" };
  expect(await askedWith("x-client-address", sent)).toBe("203.0.113.7");
  expect(await askedWith("x-client-address", {})).toBe("127.0.0.1");
  expect(await askedWith(undefined, sent)).toBe("127.0.0.1");
});
