import {
  createMcpHandler,
  type McpHttpHandler,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import type { JsonSchema, Tool } from "@shop/core";
import type { ToolSet } from "../tool-set.ts";
import { callConfirmed, readConfirmation } from "./confirm.ts";
import { contentCapabilities } from "./content.ts";
import { registerModernContent } from "./content-modern.ts";
import type { Extension } from "./extension.ts";
import { drawnBy } from "./product-cards.ts";
import { type McpSession, serverName } from "./session.ts";

const hint = { ttlMs: 300_000, cacheScope: "public" } as const;

/** The tool list is the same for everybody and changes only with a release. */
const cacheHints = { "tools/list": hint, "server/discover": hint };

/**
 * A schema as the SDK wants it: what it publishes is ours, converted once; what it validates is left to the tool, which
 * reads leniently and refuses in the shop's own words.
 */
const published = (schema: JsonSchema): StandardSchemaWithJSON<unknown, unknown> => ({
  "~standard": {
    version: 1,
    vendor: "shop",
    validate: (value) => ({ value }),
    jsonSchema: { input: () => ({ ...schema }), output: () => ({ ...schema }) },
  },
});

const registrationsOf = ({ tools }: ToolSet) =>
  tools.map((tool) => ({
    tool,
    config: {
      title: tool.title,
      description: tool.description,
      inputSchema: published(tool.inputSchema),
      outputSchema: published(tool.outputSchema),
      annotations: { title: tool.title, ...tool.annotations },
      ...drawnBy(tool),
    },
  }));

/** Serves MCP revision 2026-07-28: every request stands alone, each answered by a server of its own. */
export function createModernHandler(
  among: ToolSet,
  { version, extension }: { readonly version: string; readonly extension?: Extension | undefined },
  onerror: (error: Error) => void,
): McpHttpHandler {
  const registrations = registrationsOf(among);
  return createMcpHandler(
    ({ authInfo }) => {
      const session = authInfo?.extra?.["session"] as McpSession;
      const server = new McpServer(
        { name: serverName, version },
        {
          instructions: among.instructions,
          capabilities: { tools: { listChanged: false }, ...contentCapabilities(among) },
          cacheHints,
          requestState: { verify: (state) => readConfirmation(session, state) },
        },
      );
      for (const { tool, config } of registrations) server.registerTool(tool.name, config, answer(session, tool));
      registerModernContent(server, among, () => session);
      extension?.modern(server);
      return server;
    },
    { legacy: "reject", onerror: (error) => isRefusal(error) || onerror(error) },
  );
}

/** The SDK reports what it refuses as well: a caller's mistake is no failure of ours. */
const isRefusal = (error: Error): boolean =>
  error instanceof ProtocolError
    ? error.code !== ProtocolErrorCode.InternalError
    : error.message.startsWith("Rejected inbound request");

const answer = (session: McpSession, tool: Tool) => (args: unknown, context: ServerContext) =>
  callConfirmed(session, { tool, args }, context);
