import type { Confirmation, Outcome, Tool } from "@shop/core";
import type { Identity, ServerDeps } from "../backend.ts";
import type { CallContext } from "../call-context.ts";
import { callTool, toBody } from "../call-tool.ts";
import type { MessageFacts } from "./message-facts.ts";

/** What both eras need to answer one HTTP request: who calls, and on which allowance. */
export interface McpSession {
  readonly deps: ServerDeps;
  readonly context: CallContext;
  readonly identity: Identity | undefined;
  readonly sender: MessageFacts;
}

export const serverName = "ecommerce-mcp-server";

/** One call as an era hands it on. */
export interface McpCall {
  readonly tool: Tool;
  readonly args: unknown;
  readonly confirmation?: Confirmation | undefined;
}

export const callForMcp = (
  { deps, context, identity, sender }: McpSession,
  { tool, args = {}, confirmation }: McpCall,
) => callTool(deps, context, { tool, args, identity, channel: "mcp", confirmation, sender });

/** A tool's answer as MCP carries it: the same JSON as structured content and as text. */
export function toResult(outcome: Outcome<Record<string, unknown>>) {
  const body = toBody(outcome);
  return {
    content: [{ type: "text" as const, text: JSON.stringify(body) }],
    structuredContent: body,
    ...(!outcome.ok && { isError: true }),
  };
}
