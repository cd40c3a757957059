import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClusterRequest } from "@shop/search";
import { StandInCluster } from "../../packages/search/src/opensearch/test-support.ts";

/** The stand-in behind an address, strict about what bodies are and how their lines end. */
export async function openCluster() {
  const cluster = new StandInCluster();
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const { method, url: path = "/" } = request;
      const asked = { method: method as ClusterRequest["method"], path, ...(body && { body }) };
      const { status, body: answer } = await cluster.askCluster(asked);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    cluster,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<object | readonly object[] | undefined> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  if (text === "") return undefined;
  if (request.headers["content-type"] === "application/json") return JSON.parse(text);
  if (request.headers["content-type"] !== "application/x-ndjson" || !text.endsWith("\n"))
    throw new Error("A body is JSON, or lines of JSON with an end each");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
