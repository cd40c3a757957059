import { Logger } from "@aws-lambda-powertools/logger";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { listen, portOf } from "@shop/container";
import { lambdaHandler } from "@shop/lambda";
import type { App } from "@shop/server";
import type { Context } from "aws-lambda";
import { describe } from "vitest";

/** One way into the app: a `fetch` that goes the whole way round, through the door and back. */
export interface Door {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Headers that a platform adds or leaves out on the way; what is left must be the same through every door. */
const platformHeaders = new Set([
  "date",
  "connection",
  "keep-alive",
  "content-length",
  "transfer-encoding",
  "x-request-id",
]);

export const ownHeaders = (response: Response): Record<string, string> =>
  Object.fromEntries([...response.headers].filter(([name]) => !platformHeaders.has(name)));

/** An event of an API Gateway HTTP API (payload 2.0), as it would deliver this request. */
async function toEvent(request: Request, base64 = false) {
  const { pathname, search, host } = new URL(request.url);
  const bytes = Buffer.from(await request.arrayBuffer());
  const { cookie, ...headers } = Object.fromEntries(request.headers);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { host, ...headers },
    ...(cookie !== undefined && { cookies: cookie.split("; ") }),
    ...(bytes.length > 0 && { body: bytes.toString(base64 ? "base64" : "utf8") }),
    isBase64Encoded: base64,
    requestContext: {
      domainName: host,
      requestId: "req-1",
      http: { method: request.method, path: pathname, sourceIp: "127.0.0.1" },
    },
  };
}

const doors = {
  async container(app: App): Promise<Door> {
    const server = await listen(app, { host: "127.0.0.1", port: 0 });
    return {
      url: `http://127.0.0.1:${portOf(server)}`,
      fetch: globalThis.fetch,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        server.close();
      },
    };
  },

  async lambda(app: App): Promise<Door> {
    const handler = lambdaHandler(app, {
      logger: new Logger({ logLevel: "SILENT" }),
      tracer: new Tracer({ enabled: false }),
    });
    const fetch = async (input: string | URL | Request, init?: RequestInit) => {
      const event = await toEvent(new Request(input, init));
      const context = { awsRequestId: "req-1", functionName: "shop", getRemainingTimeInMillis: () => 29_000 };
      const result = await handler(event as never, context as unknown as Context);
      const headers = new Headers(result.headers as Record<string, string>);
      for (const one of result.cookies ?? []) headers.append("set-cookie", one);
      const body = result.isBase64Encoded ? Buffer.from(result.body ?? "", "base64") : result.body;
      return new Response(body || null, { status: result.statusCode ?? 200, headers });
    };
    return { url: "https://localhost", fetch: fetch as typeof globalThis.fetch, async [Symbol.asyncDispose]() {} };
  },
};

export type DoorName = keyof typeof doors;
export const openDoor = (name: DoorName, app: App): Promise<Door> => doors[name](app);
export const doorNames = Object.keys(doors) as DoorName[];

/** Runs the same suite through every door: what holds for one must hold for the other. */
export const describeEachDoor = (suite: (open: (app: App) => Promise<Door>, name: DoorName) => void): void =>
  describe.each(doorNames)("%s", (name) => suite((app) => openDoor(name, app), name));

interface Call {
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** Calls a tool over plain HTTP. */
export async function callRest(door: Door, tool: string, args: unknown, { token, headers = {} }: Call = {}) {
  const response = await door.fetch(`${door.url}/tools/${tool}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify(args),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}
