import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { drain } from "./drain.ts";
import { listen, portOf } from "./listen.ts";

const agents: Agent[] = [];
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
});

/** A server whose answers to `/slow` wait until the test lets them go, and a client that keeps its connections. */
async function serve() {
  const gate = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const fetch = async ({ url }: Request) => {
    if (!url.endsWith("/slow")) return new Response("fast");
    arrived.resolve();
    await gate.promise;
    return new Response("slow but whole");
  };
  const server = await listen({ fetch }, { host: "127.0.0.1", port: 0 });
  const port = portOf(server);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  const ask = async (path: string, by = agent) => {
    const [response] = (await once(get({ port, host: "127.0.0.1", path, agent: by }), "response")) as [IncomingMessage];
    return text(response);
  };
  return { server, ask, gate, arrived: arrived.promise };
}

describe("a server that shuts down", () => {
  it("finishes what is under way and says that all of it ended", async () => {
    const { server, ask, gate, arrived } = await serve();
    const slow = ask("/slow");
    await arrived;
    let ended = false;
    const drained = drain(server, 0).finally(() => {
      ended = true;
    });
    await sleep(400);
    expect(ended).toBe(false);
    gate.resolve();
    expect(await slow).toBe("slow but whole");
    expect(await drained).toBe(true);
  });

  it("takes no new connection while it finishes the old ones", async () => {
    const { server, ask, gate, arrived } = await serve();
    const slow = ask("/slow");
    await arrived;
    const drained = drain(server, 0);
    await sleep(50);
    const late = new Agent();
    agents.push(late);
    await expect(ask("/", late)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    gate.resolve();
    await slow;
    expect(await drained).toBe(true);
  });

  it("does not wait for connections that nobody uses", async () => {
    const { server, ask } = await serve();
    expect(await ask("/")).toBe("fast");
    const begun = performance.now();
    expect(await drain(server, 0)).toBe(true);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it("does not wait for a connection that falls idle only after the shutdown began", async () => {
    const { server, ask, gate, arrived } = await serve();
    const slow = ask("/slow");
    await arrived;
    const drained = drain(server, 0);
    await sleep(50);
    gate.resolve();
    await slow;
    const begun = performance.now();
    expect(await drained).toBe(true);
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it("goes on serving while it lingers, because load balancers still send", async () => {
    const { server, ask } = await serve();
    const drained = drain(server, 300);
    const late = new Agent();
    agents.push(late);
    await sleep(100);
    expect(await ask("/", late)).toBe("fast");
    expect(await drained).toBe(true);
    await expect(ask("/", new Agent())).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
