import { CLIENT_INFO_META_KEY, PROTOCOL_VERSION_META_KEY, TRACEPARENT_META_KEY } from "@modelcontextprotocol/server";

/** What a message tells about its sender, for the log. Callers write it. */
export interface MessageFacts {
  readonly clientName: unknown;
  readonly traceparent: unknown;
  /** Revision of MCP that it speaks. */
  readonly era: string;
}

/** What a server is to take for granted when nobody names a revision (MCP 2025-11-25, "Protocol Version Header"). */
const unnamedEra = "2025-03-26";

/**
 * Reads a message's `_meta`, and `initialize`, whose parameters say the same in the older revisions. A call of those
 * revisions says nothing about its sender: we keep no session in which an earlier `initialize` could be looked up.
 */
export function factsOf(body: unknown, headers: Headers): MessageFacts {
  const message = fieldsOf(Array.isArray(body) ? body[0] : body);
  const params = fieldsOf(message["params"]);
  const meta = fieldsOf(params["_meta"]);
  const told = meta[PROTOCOL_VERSION_META_KEY] ?? headers.get("mcp-protocol-version") ?? params["protocolVersion"];
  return {
    clientName: fieldsOf(meta[CLIENT_INFO_META_KEY] ?? params["clientInfo"])["name"],
    traceparent: meta[TRACEPARENT_META_KEY],
    era: typeof told === "string" && /^20\d\d-\d\d-\d\d$/.test(told) ? told : unnamedEra,
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
