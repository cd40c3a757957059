import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface StoredObject {
  readonly content: Buffer;
  readonly tag: string;
  readonly savedAt: Date;
}

/**
 * As much of S3 as a snapshot needs, over HTTP: HEAD, GET and PUT of objects under `/{bucket}/{key}`, with conditions on
 * what is there already. Like a bucket that may not be listed, it says of what is missing that it is forbidden.
 */
export class ObjectStore {
  readonly objects = new Map<string, StoredObject>();
  /** Method and path of each request, and what came of it. */
  readonly asked: string[] = [];
  /** Ends GET after so many bytes. */
  cutAfter = Number.POSITIVE_INFINITY;
  away: boolean = false;
  url = "";
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Puts it there without a request. */
  put(path: string, content: Buffer, savedAt = new Date()): void {
    const tag = `"${createHash("md5").update(content).digest("hex")}"`;
    this.objects.set(path, { content, tag, savedAt });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "" } = request;
    const path = decodeURIComponent((request.url ?? "").replace(/\?.*/, ""));
    const body = await bodyOf(request);
    const status = this.away ? 503 : this.#statusOf(request, path);
    this.asked.push(`${method} ${path} ${status}`);
    if (status === 200 && method === "PUT") this.put(path, body);
    const object = this.objects.get(path);
    if (status !== 200 || !object) return void response.writeHead(status).end();
    if (method === "GET") return this.#send(object, request.headers.range, response);
    const length = method === "PUT" ? 0 : object.content.length;
    response.writeHead(200, { ...headersOf(object), "content-length": length }).end();
  }

  #send(object: StoredObject, range: string | undefined, response: ServerResponse): void {
    const { length } = object.content;
    const [, from = "0", to = String(length)] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    const part = object.content.subarray(Number(from), Number(to) + 1);
    response.writeHead(range ? 206 : 200, {
      ...headersOf(object),
      "content-length": part.length,
      ...(range && { "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${length}` }),
    });
    if (part.length <= this.cutAfter) response.end(part);
    else response.write(part.subarray(0, this.cutAfter), () => response.destroy());
  }

  #statusOf({ method, headers }: IncomingMessage, path: string): number {
    const tag = this.objects.get(path)?.tag;
    if (method !== "PUT" && tag === undefined) return 403;
    const wanted = headers["if-match"];
    if (wanted !== undefined) return wanted === tag ? 200 : 412;
    return method !== "PUT" || (headers["if-none-match"] === "*" && tag === undefined) ? 200 : 412;
  }
}

const headersOf = ({ tag, savedAt }: StoredObject) => ({ etag: tag, "last-modified": savedAt.toUTCString() });

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}
