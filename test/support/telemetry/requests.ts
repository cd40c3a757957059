import { legacyMessage, modernHeaders, modernMessage } from "../faults-calls.ts";
import type { Sent } from "./door-process.ts";

export const eras = ["rest", "2025-11-25", "2026-07-28"] as const;
export type Era = (typeof eras)[number];

interface Call {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  /** What the program calls itself, in the revision where a call says so. */
  readonly app?: string;
}

/** A call of a tool as each way of calling has it on the wire. */
export function requestOf(era: Era, { tool, args, token, headers, app }: Call): Sent {
  const more = { ...(token && { authorization: `Bearer ${token}` }), ...headers };
  const params = { name: tool, arguments: args };
  switch (era) {
    case "rest":
      return { path: `/tools/${tool}`, headers: more, body: args };
    case "2025-11-25":
      return {
        path: "/mcp",
        headers: { accept: "application/json, text/event-stream", "mcp-protocol-version": era, ...more },
        body: legacyMessage("tools/call", params),
      };
    case "2026-07-28": {
      const message = modernMessage("tools/call", params);
      if (app !== undefined) message.params._meta["io.modelcontextprotocol/clientInfo"] = { name: app, version: "1" };
      return { path: "/mcp", headers: { ...modernHeaders("tools/call", tool), ...more }, body: message };
    }
  }
}

/** A trace of the test's own: 32 digits that end in `number`. */
export const traceOf = (number: number): string => `4bf92f3577b34da6${number.toString(16).padStart(16, "0")}`;

export const traceparent = (number: number, flags = "01"): Record<string, string> => ({
  traceparent: `00-${traceOf(number)}-00f067aa0ba902b7-${flags}`,
});
