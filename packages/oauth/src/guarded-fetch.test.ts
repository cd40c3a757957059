import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuardedFetch, mayFetch } from "./guarded-fetch.ts";
import { certificate, privateKey } from "./test-certificate.ts";

/** A server that stands for the one behind a public address; it says what it was asked. */
let server: Server;
let port: number;
const asked: string[] = [];
let answerWith: { status?: number; headers?: Record<string, string>; body?: string } = {};
beforeAll(async () => {
  server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    response.writeHead(answerWith.status ?? 200, answerWith.headers).end(answerWith.body ?? "{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const publicAddress = { address: "93.184.216.34", family: 4 };
/** Goes where the names lead, but for the last step: the connection, which ends at the server above. */
const fetchFrom = (addresses: { address: string; family: number }[]) =>
  createGuardedFetch({ resolve: async () => addresses, connect: { host: "127.0.0.1", port, ca: certificate } });
const document = "https://app.example/oauth/client.json";

async function refused(address: string, from = fetchFrom([publicAddress])): Promise<void> {
  asked.length = 0;
  await expect(from(address)).rejects.toThrow();
  expect(asked).toEqual([]);
}

describe("a client's document", () => {
  it("is fetched from the public internet", async () => {
    answerWith = { body: '{"client_name":"x"}', headers: { "cache-control": "max-age=600", "set-cookie": "a=b" } };
    asked.length = 0;
    const response = await fetchFrom([publicAddress])(document);
    expect([response.status, await response.text()]).toEqual([200, '{"client_name":"x"}']);
    expect(response.headers.get("cache-control")).toBe("max-age=600");
    expect(asked).toEqual(["app.example/oauth/client.json"]);
  });

  it.each([
    ...["http://app.example/c", "ftp://app.example/c", "https://app.example", "https://app.example/"],
    ...[
      "https://app.example:8443/c",
      "https://me@app.example/c",
      "https://me:x@app.example/c",
      "https://app.example/c#x",
    ],
    ...[
      "https://127.0.0.1/c",
      "https://[::1]/c",
      "https://[::ffff:7f00:1]/c",
      "https://2130706433/c",
      "https://0x7f.1/c",
    ],
    ...["https://0177.0.0.1/c", "https://169.254.169.254/latest", "https://8.8.8.8/c", "https://localhost/c"],
    ...["https://app.localhost/c", "https://router.local/c", "https://metadata.internal/c", "https://app/c", "nothing"],
  ])("is not fetched from %s", async (address) => {
    expect(mayFetch(address)).toBe(false);
    await refused(address);
  });

  it.each(["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8", "64:ff9b::a00:8", "fd00:ec2::254"])(
    "is not fetched from a name that leads to %s, alone or among public ones",
    async (address) => {
      const inside = { address, family: address.includes(":") ? 6 : 4 };
      await refused(document, fetchFrom([inside]));
      await refused(document, fetchFrom([publicAddress, inside]));
      await refused(document, fetchFrom([]));
    },
  );

  it("is fetched from the very address that was checked, whatever the name leads to a moment later", async () => {
    answerWith = {};
    asked.length = 0;
    const looked: string[] = [];
    const rebinding = createGuardedFetch({
      resolve: async (name) => {
        looked.push(name);
        return [{ address: "127.0.0.1", family: 4 }];
      },
      // The only address that is reachable from here passes for public; the name leads nowhere at all.
      isPublic: (address) => address === "127.0.0.1",
      connect: { port, ca: certificate },
    });
    expect((await rebinding(document)).status).toBe(200);
    expect([looked, asked]).toEqual([["app.example"], ["app.example/oauth/client.json"]]);
  });

  it("is not looked for elsewhere when its host says so", async () => {
    answerWith = { status: 302, headers: { location: `https://127.0.0.1:${port}/inside` } };
    asked.length = 0;
    expect((await fetchFrom([publicAddress])(document)).status).toBe(302);
    expect(asked).toEqual(["app.example/oauth/client.json"]);
  });

  it("is not read any further when it is too large", async () => {
    answerWith = { body: "x".repeat(6000) };
    await expect(fetchFrom([publicAddress])(document)).rejects.toThrow("too large");
  });
});
