import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The least a JSON server on Node can do: read a body, parse it, write it back. Tells its port and ends with its parent. */
const server = createServer(async (asked, answer) => {
  const chunks: Buffer[] = [];
  for await (const chunk of asked) chunks.push(chunk as Buffer);
  const text = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()));
  answer.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
