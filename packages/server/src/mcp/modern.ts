import {
  type CallToolResult,
  createMcpHandler,
  type McpHttpHandler,
  McpServer,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import { type JsonSchema, type Tool, tools } from "@shop/core";
import { callForMcp, instructions, type McpSession, serverName } from "./session.ts";

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

const registrations = tools.map((tool) => ({
  tool,
  config: {
    title: tool.title,
    description: tool.description,
    inputSchema: published(tool.inputSchema),
    outputSchema: published(tool.outputSchema),
    annotations: { title: tool.title, ...tool.annotations },
  },
}));

/** Serves MCP revision 2026-07-28: every request stands alone, each answered by a server of its own. */
export const createModernHandler = (version: string, onerror: (error: Error) => void): McpHttpHandler =>
  createMcpHandler(
    ({ authInfo }) => {
      const session = authInfo?.extra?.["session"] as McpSession;
      const server = new McpServer(
        { name: serverName, version },
        { instructions, capabilities: { tools: { listChanged: false } }, cacheHints },
      );
      for (const { tool, config } of registrations) server.registerTool(tool.name, config, answer(session, tool));
      return server;
    },
    { legacy: "reject", onerror },
  );

const answer =
  (session: McpSession, tool: Tool) =>
  async (args: unknown): Promise<CallToolResult> =>
    callForMcp(session, tool, args);
