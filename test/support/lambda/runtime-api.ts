import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How one invocation ended: with the function's answer, or with an error that it let through. */
export type Invocation =
  | { readonly requestId: string; readonly result: any }
  | { readonly requestId: string; readonly failure: any };

interface Pending {
  readonly requestId: string;
  readonly event: object;
  readonly settle: (outcome: Invocation) => void;
}

const functionArn = "arn:aws:lambda:us-west-2:123456789012:function:shop";
const trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=";
const limitMs = 30_000;

/**
 * What a Lambda execution environment offers to the runtime inside it: events to take one by one, and a place for
 * answers. Source: AWS Lambda developer guide, "Using the Lambda runtime API for custom runtimes".
 */
export async function startRuntimeApi({ sampled }: { readonly sampled: boolean }) {
  const queue: Pending[] = [];
  const running = new Map<string, Pending>();
  const initErrors: unknown[] = [];
  let idle: ServerResponse | undefined;

  const deliver = () => {
    const next = idle && queue.shift();
    if (!(idle && next)) return;
    running.set(next.requestId, next);
    idle.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": next.requestId,
      "lambda-runtime-deadline-ms": String(Date.now() + limitMs),
      "lambda-runtime-invoked-function-arn": functionArn,
      "lambda-runtime-trace-id": `${trace}${sampled ? 1 : 0}`,
    });
    idle.end(JSON.stringify(next.event));
    idle = undefined;
  };

  const take = (path: string, body: unknown) => {
    if (path.endsWith("/init/error")) return void initErrors.push(body);
    const [, requestId = "", kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const pending = running.get(requestId);
    running.delete(requestId);
    pending?.settle(kind === "response" ? { requestId, result: body } : { requestId, failure: body });
  };

  const server = createServer(async (request, response) => {
    if (request.method === "GET") {
      idle = response;
      return deliver();
    }
    take(request.url ?? "", await jsonOf(request));
    response.writeHead(202).end();
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;

  return {
    /** What `AWS_LAMBDA_RUNTIME_API` holds. */
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    initErrors: initErrors as readonly unknown[],
    invoke(event: object): Promise<Invocation> {
      const { promise, resolve: settle } = Promise.withResolvers<Invocation>();
      queue.push({ requestId: crypto.randomUUID(), event, settle });
      deliver();
      return promise;
    },
    stop(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
