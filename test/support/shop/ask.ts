import { callRest, type Door } from "../doors.ts";
import { callMcp, legacyMessage } from "../faults-calls.ts";

/** The ways to call a tool, and the one answer they all come to. */
export const channels = ["rest", "mcp"] as const;
export type Channel = (typeof channels)[number];

export interface Answer {
  readonly status: number;
  readonly isError: boolean;
  readonly headers: Headers;
  readonly body: any;
}

export interface Caller {
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** A refusal before any tool ran has its body in the JSON-RPC error, or is none of JSON-RPC at all. */
export const told = (message: any): Pick<Answer, "isError" | "body"> => ({
  isError: message.result?.isError === true || message.error !== undefined,
  body: message.result?.structuredContent ?? message.error?.data ?? message,
});

interface Asked {
  readonly channel: Channel;
  readonly tool: string;
  readonly args: unknown;
}

const asks: Record<Channel, (door: Door, tool: string, args: unknown, caller: Caller) => Promise<Answer>> = {
  async rest(door, tool, args, caller) {
    const { status, headers, body } = await callRest(door, tool, args, caller);
    return { status, headers, body, isError: body.success === false };
  },
  async mcp(door, tool, args, caller) {
    const { status, headers, message } = await callMcp(door, tool, args, caller);
    return { status, headers, ...told(message) };
  },
};

/** Calls a tool of the shop through a door. */
export const ask = (door: Door, { channel, tool, args }: Asked, caller: Caller = {}): Promise<Answer> =>
  asks[channel](door, tool, args, caller);

/** Calls a tool the old way over MCP, as clients before 2026 do. */
export async function askLegacy(door: Door, tool: string, args: unknown, call: Caller & { path?: string } = {}) {
  const { token, path = "/mcp" } = call;
  const response = await door.fetch(`${door.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(legacyMessage("tools/call", { name: tool, arguments: args })),
  });
  return { status: response.status, headers: response.headers, ...told(await response.json()) };
}

/** Calls a staff tool over plain HTTP. */
export async function askStaff(door: Door, tool: string, args: unknown, { token, headers = {} }: Caller = {}) {
  const response = await door.fetch(`${door.url}/staff/tools/${tool}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: JSON.stringify(args),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}
