import { type McpServer, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { ToolSet } from "../tool-set.ts";
import { answerContent, type ContentMethod, type ContentParams, contentMethods } from "./content.ts";
import { contentError } from "./content-refusal.ts";
import type { McpSession } from "./session.ts";

/** Serves resources and prompts on a server of revision 2026-07-28. */
export function registerModernContent(
  { server }: McpServer,
  { staffOnly }: ToolSet,
  sessionOf: (context: unknown) => McpSession,
): void {
  if (staffOnly) return;
  // On the server beneath: the high-level one would make its own lists, without pages, and validate in its own words.
  for (const method of contentMethods)
    server.setRequestHandler(method, async ({ params = {} }, context) => {
      const answered = await answer(sessionOf(context), method, params as ContentParams);
      return answered as never;
    });
}

async function answer(session: McpSession, method: ContentMethod, params: ContentParams) {
  const outcome = await answerContent(session, method, params);
  if (outcome.ok) return outcome.value;
  // MCP 2026-07-28, "Resources", error handling.
  const notFound = ProtocolErrorCode.InvalidParams;
  const { code, message, data } = contentError(outcome.rejection, { method, params, notFound });
  throw new ProtocolError(code, message, data);
}
