import type { Door } from "./doors.ts";

interface Call {
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly path?: string;
  readonly id?: number | string;
}

/**
 * Calls a tool over MCP (2026-07-28) with one POST, as it is on the wire. `body` is what the tool answered, or what the
 * refusal before it said.
 */
export async function callMcp(door: Door, tool: string, args: unknown, call: Call = {}) {
  const { token, headers = {}, path = "/mcp", id = 1 } = call;
  const response = await door.fetch(`${door.url}${path}`, {
    method: "POST",
    headers: { ...modernHeaders("tools/call", tool), ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify(modernMessage("tools/call", { name: tool, arguments: args }, id)),
  });
  const message = (await response.json()) as any;
  const body = message.result?.structuredContent ?? message.error?.data;
  return { status: response.status, headers: response.headers, message, body };
}

const modernVersion = "2026-07-28";

export const modernHeaders = (method: string, name?: string): Record<string, string> => ({
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": modernVersion,
  "mcp-method": method,
  ...(name !== undefined && { "mcp-name": name }),
});

/** A request of the revision that carries everything in each message. */
export const modernMessage = (method: string, params: Record<string, unknown>, id: number | string = 1) => ({
  jsonrpc: "2.0",
  id,
  method,
  params: {
    ...params,
    _meta: {
      "io.modelcontextprotocol/protocolVersion": modernVersion,
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1.0.0" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});

/** A tool call of the revisions before, which need no more than this. */
export const legacyMessage = (method: string, params: Record<string, unknown> = {}, id: number | string = 1) => ({
  jsonrpc: "2.0",
  id,
  method,
  params,
});

/** How many of each: `{ ok: 1, already_reviewed: 29 }`. */
export function tally(answers: readonly { readonly body: any }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { body } of answers) {
    const code = body.success === false ? body.code : body.replayed ? "replayed" : "ok";
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}
