/** What a message tells about its sender, for the log. Callers write it. */
export interface MessageFacts {
  readonly clientName: unknown;
  readonly traceparent: unknown;
  /** Revision of MCP that it speaks. */
  readonly era: string;
}

/** Keys of `_meta` (MCP 2026-07-28). Not imported: the SDK is loaded with the first request that needs it. */
const [versionKey, infoKey] = [
  "io.modelcontextprotocol/protocolVersion",
  "io.modelcontextprotocol/clientInfo",
] as const;

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
  const told = meta[versionKey] ?? headers.get("mcp-protocol-version") ?? params["protocolVersion"];
  return {
    clientName: fieldsOf(meta[infoKey] ?? params["clientInfo"])["name"],
    traceparent: meta["traceparent"],
    era: typeof told === "string" && /^20\d\d-\d\d-\d\d$/.test(told) ? told : unnamedEra,
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
