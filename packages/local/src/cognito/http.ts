import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** A request as a route sees it: the body is read, the query parsed. */
export interface HttpRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface HttpReply {
  status: number;
  headers: Record<string, string | string[]>;
  body: string;
}

export type Routes = (request: HttpRequest) => HttpReply | Promise<HttpReply>;

const maxBodyBytes = 64 * 1024;
// A page on the internet may point its own name at 127.0.0.1; these are the names we answer to.
const localHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** Serves `routes` on 127.0.0.1; resolves with the port when it listens. */
export async function serve(routes: Routes, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((incoming, outgoing) => {
    void answer(routes, incoming).then((reply) => send(outgoing, reply));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      const message = `Port ${port} on 127.0.0.1 cannot be used for the Cognito stand-in: stop the program that holds it, or choose another port.`;
      reject(new Error(message, { cause }));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : port };
}

export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

export function json(status: number, value: unknown, headers: HttpReply["headers"] = {}): HttpReply {
  const standard = { "content-type": "application/json", "cache-control": "no-store" };
  return { status, headers: { ...standard, ...headers }, body: JSON.stringify(value) };
}

export function redirect(location: string, headers: HttpReply["headers"] = {}): HttpReply {
  const standard = { location, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  return { status: 302, headers: { ...standard, ...headers }, body: "" };
}

async function answer(routes: Routes, incoming: IncomingMessage): Promise<HttpReply> {
  try {
    if (!localHost.test(incoming.headers.host ?? "")) return json(421, { message: "Misdirected Request" });
    const body = await readBody(incoming);
    if (body === undefined) return json(413, { message: "Request Entity Too Large" }, { connection: "close" });
    const url = new URL(`http://localhost${incoming.url?.startsWith("/") ? incoming.url : "/"}`);
    const { method = "GET", headers } = incoming;
    return await routes({ method, path: url.pathname, query: url.searchParams, headers, body });
  } catch {
    return json(500, { __type: "InternalErrorException", message: "Internal error" });
  }
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    // What is too much is still read, not kept: a caller cut off while sending would never see the answer.
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function send(outgoing: ServerResponse, { status, headers, body }: HttpReply): void {
  outgoing.writeHead(status, { "x-content-type-options": "nosniff", ...headers }).end(body);
}
