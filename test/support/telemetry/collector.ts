import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** A span as a collector is sent it. Source: opentelemetry-proto, trace/v1/trace.proto, in its JSON form. */
export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
}

export const kinds = { internal: 1, server: 2, client: 3 } as const;

/** A collector of OTLP over HTTP on this machine; `hang` makes it take everything and answer nothing. */
export async function startCollector({ hang = false } = {}) {
  const spans: SentSpan[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const body = (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
    bodies.push(body);
    if (request.url === "/v1/traces") spans.push(...spansOf(JSON.parse(body)));
    if (!hang) response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const spansOf = ({ resourceSpans = [] }: any): SentSpan[] =>
  resourceSpans.flatMap(({ scopeSpans }: any) =>
    scopeSpans.flatMap(({ spans }: any) =>
      spans.map(({ parentSpanId = "", attributes = [], status = {}, ...span }: any) => ({
        ...span,
        parentSpanId,
        attributes: Object.fromEntries(attributes.map(({ key, value }: any) => [key, Object.values(value)[0]])),
        failed: status.code === 2,
      })),
    ),
  );
