import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Logger } from "@aws-lambda-powertools/logger";
import { lambdaHandler } from "@shop/lambda";
import type { App } from "@shop/server";
import type { APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { gatewayEvent, resultBody } from "./gateway-event.ts";

export interface Front extends AsyncDisposable {
  /** Origin, without a slash at the end. */
  readonly url: string;
}

/**
 * The Lambda door on a port of its own, for clients that need one: a stand-in for the API Gateway HTTP API before it.
 * Every second body arrives in base64, because the gateway decides that by itself.
 */
export async function openLambdaFront(app: App, port = 0): Promise<Front> {
  const handler = lambdaHandler(app, {
    logger: new Logger({ logLevel: "SILENT" }),
  });
  let bodies = 0;

  const invoke = async (request: IncomingMessage) => {
    const body = await textOf(request);
    if (body !== "") bodies += 1;
    const event = gatewayEvent({
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: joined(request),
      ...(body !== "" && { body, base64: bodies % 2 === 0 }),
    });
    const context = { awsRequestId: crypto.randomUUID(), functionName: "shop", getRemainingTimeInMillis: () => 29_000 };
    return handler(event, context as unknown as Context);
  };

  const server = createServer((request, response) => {
    invoke(request).then(
      (result) => response.writeHead(result.statusCode ?? 200, headersOf(result)).end(resultBody(result)),
      (error: unknown) => {
        console.error("The function threw, which it must not:", error);
        response.writeHead(500).end('{"message":"Internal Server Error"}');
      },
    );
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(port, "127.0.0.1", resolve);
  await listening;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** Headers as the gateway delivers them: a name once, several values joined by commas. */
const joined = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(",")]));

const headersOf = ({ headers = {}, cookies = [] }: APIGatewayProxyStructuredResultV2) => ({
  ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  ...(cookies.length > 0 && { "set-cookie": cookies }),
});
