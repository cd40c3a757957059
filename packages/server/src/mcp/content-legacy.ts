import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CompleteRequestSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { ToolSet } from "../tool-set.ts";
import { answerContent, type ContentMethod, type ContentParams } from "./content.ts";
import { contentError } from "./content-refusal.ts";
import type { McpSession } from "./session.ts";

/** MCP 2025-11-25, "Resources", error handling. */
const resourceNotFound = -32_002;

/** Serves resources and prompts on a server of the revisions up to 2025-11-25. */
export function registerLegacyContent(
  server: Server,
  { staffOnly }: ToolSet,
  sessionOf: (extra: unknown) => McpSession,
): void {
  if (staffOnly) return;
  const answer =
    (method: ContentMethod) =>
    async ({ params }: { params?: unknown }, extra: unknown) =>
      bare(sessionOf(extra), method, params as ContentParams);
  server.setRequestHandler(ListResourcesRequestSchema, answer("resources/list"));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, answer("resources/templates/list"));
  server.setRequestHandler(ReadResourceRequestSchema, answer("resources/read"));
  server.setRequestHandler(ListPromptsRequestSchema, answer("prompts/list"));
  server.setRequestHandler(GetPromptRequestSchema, answer("prompts/get"));
  server.setRequestHandler(CompleteRequestSchema, answer("completion/complete"));
}

/** The answer without the hints on caching, which these revisions do not have. */
async function bare(session: McpSession, method: ContentMethod, params: ContentParams = {}) {
  const outcome = await answerContent(session, method, params);
  if (!outcome.ok) {
    const { code, message, data } = contentError(outcome.rejection, { method, params, notFound: resourceNotFound });
    throw new McpError(code, message, data);
  }
  const { ttlMs: _ttl, cacheScope: _scope, ...result } = outcome.value;
  return result;
}
