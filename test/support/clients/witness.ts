import type { App, Arrival } from "@shop/server";

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

/** The body as the app reads it: from the door where that reads it, else from a copy of the request. */
function overhear(request: Request, arrival: Arrival = {}) {
  const { readText } = arrival;
  if (!readText) {
    const copy = request.clone();
    return { arrival, text: () => copy.text() };
  }
  let heard = "";
  const listening: Arrival = {
    ...arrival,
    async readText(maxBytes) {
      const text = await readText(maxBytes);
      heard = text ?? "";
      return text;
    },
  };
  return { arrival: listening, text: async () => heard };
}

function messageOf(text: string): Message {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** The app, with a record of what clients say to it: what a client tells its user is not what went over the wire. */
export function witness(app: App) {
  const exchanges: Exchange[] = [];
  const watched: App = {
    async fetch(request, arrival) {
      const body = overhear(request, arrival);
      const response = await app.fetch(request, body.arrival);
      if (request.method === "POST") {
        const message = messageOf(await body.text());
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
