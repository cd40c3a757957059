import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import { tools } from "@shop/core";
import { callForMcp, instructions, type McpSession, serverName } from "./session.ts";

const byName = new Map(tools.map((tool) => [tool.name, tool]));

/** What tools/list answers, made once: the schemas are ours, so nothing is converted for a request. */
const listed = {
  tools: tools.map(({ name, title, description, inputSchema, outputSchema, annotations }) => ({
    name,
    title,
    description,
    inputSchema: { ...inputSchema, type: "object" as const },
    outputSchema: { ...outputSchema, type: "object" as const },
    annotations: { title, ...annotations },
  })),
};

/**
 * Serves the revisions up to 2025-11-25, stateless and with JSON answers: a server for each request, no session. Most
 * clients still open with these.
 */
export async function answerLegacy(
  version: string,
  request: Request,
  { parsedBody, session }: { readonly parsedBody: unknown; readonly session: McpSession },
): Promise<Response> {
  // The low-level server, because the high-level one validates arguments itself and answers in words of its own.
  const server = new Server(
    { name: serverName, version },
    { instructions, capabilities: { tools: { listChanged: false } } },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => listed);
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = byName.get(params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${params.name.slice(0, 64)}`);
    return callForMcp(session, tool, params.arguments);
  });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}
