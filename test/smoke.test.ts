import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPlace, runTask, type ShopRun } from "../scripts/support/start-test-support.ts";
import { fillFolder } from "./support/stage-template.ts";

let place: Awaited<ReturnType<typeof openPlace>>;
let shop: ShopRun;

beforeAll(async () => {
  place = await openPlace();
  await fillFolder(place.dataDir);
  shop = await place.start();
});
afterAll(async () => {
  shop.child.kill("SIGTERM");
  await shop.ended;
  place.end();
});

async function smoke(...args: string[]) {
  const run = runTask(["smoke", ...args], place.env);
  const code = await run.ended;
  const marks = run.output().match(/^[✓✗]/gm) ?? [];
  return { code, output: run.output(), broken: marks.filter((mark) => mark === "✗").length, all: marks.length };
}

/** The shop behind a server that changes some of its answers. */
async function behind(spoil: (path: string, body: string) => string) {
  const server = createServer((asked, answer) => forward(asked, answer, spoil));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, close };
}

function forward(asked: IncomingMessage, answer: ServerResponse, spoil: (path: string, body: string) => string): void {
  const { "accept-encoding": _, ...headers } = asked.headers;
  const options = { method: asked.method ?? "GET", headers };
  const through = request(`${shop.url}${asked.url}`, options, async (response) => {
    const body = spoil(asked.url ?? "", Buffer.concat(await response.toArray()).toString());
    const { "content-length": _length, "transfer-encoding": _encoding, ...kept } = response.headers;
    answer.writeHead(response.statusCode ?? 500, kept).end(body);
  });
  through.on("error", () => answer.destroy());
  asked.pipe(through);
}

describe.skipIf(process.platform === "win32")("npm run smoke", () => {
  it("finds every promise of the guide kept, and so again", { timeout: 60_000 }, async () => {
    for (const _round of [1, 2]) {
      const { code, output, broken, all } = await smoke();
      expect(output).toContain(`${all} of ${all} promises kept.`);
      expect({ code, broken }).toEqual({ code: 0, broken: 0 });
      expect(all).toBeGreaterThan(30);
    }
  });

  it("names the one promise that a server breaks", { timeout: 60_000 }, async () => {
    const proxy = await behind((path, body) => (path === "/health" ? body.replace('"healthy"', '"fine"') : body));
    const { code, output, broken } = await smoke(proxy.url);
    proxy.close();
    expect({ code, broken }).toEqual({ code: 1, broken: 1 });
    expect(output).toMatch(/^✗ GET \/health answers the guide's body$/m);
  });

  it("fails when a price is not the same in major and minor units", { timeout: 60_000 }, async () => {
    const proxy = await behind((path, body) =>
      path === "/tools/order_product" ? body.replace(/"total_minor":\d/, "$&0") : body,
    );
    const { code, output } = await smoke(proxy.url, "--email", "demo2@example.com");
    proxy.close();
    expect(code).toBe(1);
    expect(output).toMatch(/^✗ order_product places an order at the product's price$/m);
  });

  it("fails when nobody answers, and says in one line when it is told nothing to check", {
    timeout: 60_000,
  }, async () => {
    const nobody = await smoke("http://127.0.0.1:9");
    expect(nobody.code).toBe(1);
    expect(nobody.broken).toBe(nobody.all);
    const elsewhere = await openPlace();
    const run = runTask(["smoke"], elsewhere.env);
    expect(await run.ended).toBe(1);
    expect(run.output().trim()).toBe("No server is running here: npm start one, or name one: npm run smoke -- URL");
    elsewhere.end();
  });
});
