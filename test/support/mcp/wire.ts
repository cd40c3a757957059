import type { Door } from "../doors.ts";
import { legacyMessage, modernHeaders, modernMessage } from "../faults-calls.ts";

export const eras = ["2026-07-28", "2025-11-25"] as const;
export type Era = (typeof eras)[number];

interface Way {
  readonly token?: string | undefined;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** An answer as it is on the wire. */
export interface Wire {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The message, or undefined where the answer has no body. */
  readonly message: any;
}

/** Sends text to an MCP endpoint. */
export async function post(door: Door, body: string, { token, path = "/mcp", headers = {} }: Way = {}): Promise<Wire> {
  const response = await door.fetch(`${door.url}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body,
  });
  const text = await response.text();
  const message = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, text, message };
}

/** What `Mcp-Name` repeats, of the methods that have it. */
const nameOf = (method: string, params: Record<string, unknown>): string | undefined => {
  if (method === "resources/read") return String(params["uri"]);
  return method === "tools/call" || method === "prompts/get" ? String(params["name"]) : undefined;
};

interface Question extends Way {
  readonly method: string;
  readonly params?: Record<string, unknown>;
}

/** Sends one request in the way of an era, and nothing before or after it. */
export function send(door: Door, era: Era, { method, params = {}, ...way }: Question): Promise<Wire> {
  if (era === "2025-11-25") {
    const headers = { "mcp-protocol-version": era, ...way.headers };
    return post(door, JSON.stringify(legacyMessage(method, params)), { ...way, headers });
  }
  const headers = { ...modernHeaders(method, nameOf(method, params)), ...way.headers };
  return post(door, JSON.stringify(modernMessage(method, params)), { ...way, headers });
}
