import type { App } from "@shop/server";

/** One MCP message as it arrived, and the HTTP status it was answered with. */
export interface Exchange {
  readonly path: string;
  readonly method: string;
  readonly tool: string | undefined;
  /** `MCP-Protocol-Version`, which every message after a handshake carries. */
  readonly revision: string | undefined;
  readonly status: number;
}

interface Message {
  readonly method?: string;
  readonly params?: { readonly name?: string };
}

/** The app, with a record of what clients say to it: what a client tells its user is not what went over the wire. */
export function witness(app: App) {
  const exchanges: Exchange[] = [];
  const watched: App = {
    async fetch(request, arrival) {
      const copy = request.clone();
      const response = await app.fetch(request, arrival);
      if (request.method === "POST") {
        const message = ((await copy.json().catch(() => undefined)) ?? {}) as Message;
        exchanges.push({
          path: new URL(request.url).pathname,
          method: message.method ?? "",
          tool: message.params?.name,
          revision: request.headers.get("mcp-protocol-version") ?? undefined,
          status: response.status,
        });
      }
      return response;
    },
  };
  return {
    app: watched,
    exchanges,
    /** The calls of one tool, oldest first. */
    callsOf: (tool: string): readonly Exchange[] => exchanges.filter((exchange) => exchange.tool === tool),
  };
}
