import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readText } from "./read-text.ts";

const max = 64 * 1024;
const server = createServer(async (incoming, answer) => {
  last = readText(incoming, max);
  const text = await last;
  answer.end(JSON.stringify({ text: text === undefined ? "too large" : text }));
});
let last: Promise<string | undefined> | undefined;
let port: number;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends a body in the pieces given, without a declared length. */
async function send(...pieces: (string | Buffer)[]): Promise<string> {
  const sent = request({ port, host: "127.0.0.1", method: "POST" });
  for (const piece of pieces) sent.write(piece);
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const piece of answer) text += piece;
  return JSON.parse(text).text;
}

it("reads a body in one piece, in many, and an empty one", async () => {
  expect(await send('{"a":1}')).toBe('{"a":1}');
  expect(await send('{"a"', ":", "1}")).toBe('{"a":1}');
  expect(await send()).toBe("");
});

it("puts a character together that was sent in two pieces, and leaves out a byte order mark as the web does", async () => {
  const bytes = Buffer.from('"é€"');
  expect(await send(bytes.subarray(0, 2), bytes.subarray(2, 5), bytes.subarray(5))).toBe('"é€"');
  expect(await send("\ufeff{}")).toBe("{}");
});

it("gives up one byte past the limit, and not before, whatever the length was said to be", async () => {
  expect(await send("x".repeat(max))).toHaveLength(max);
  expect(await send("x".repeat(max), "x")).toBe("too large");
});

it("has read nothing of a caller who hangs up in the middle", async () => {
  last = undefined;
  const sent = request({ port, host: "127.0.0.1", method: "POST", headers: { "content-length": "100" } });
  sent.on("error", () => {});
  sent.write("{");
  while (!last) await new Promise((resolve) => setTimeout(resolve, 5));
  sent.destroy();
  expect(await last).toBe("");
});
