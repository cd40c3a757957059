import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import { type ToolSet, toolSets } from "../tool-set.ts";
import { callForMcp, type McpSession, serverName, toResult } from "./session.ts";

/** What tools/list answers, made once for each set: the schemas are ours, so nothing is converted for a request. */
const listed = new Map(
  toolSets.map((set) => [
    set,
    {
      tools: set.tools.map(({ name, title, description, inputSchema, outputSchema, annotations }) => ({
        name,
        title,
        description,
        inputSchema: { ...inputSchema, type: "object" as const },
        outputSchema: { ...outputSchema, type: "object" as const },
        annotations: { title, ...annotations },
      })),
    },
  ]),
);

/**
 * Serves the revisions up to 2025-11-25, stateless and with JSON answers: a server for each request, no session. Most
 * clients still open with these.
 */
export async function answerLegacy(
  among: ToolSet,
  request: Request,
  { parsedBody, session }: { readonly parsedBody: unknown; readonly session: McpSession },
): Promise<Response> {
  // The low-level server, because the high-level one validates arguments itself and answers in words of its own.
  const server = new Server(
    { name: serverName, version: session.deps.settings.version },
    { instructions: among.instructions, capabilities: { tools: { listChanged: false } } },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => listed.get(among) ?? { tools: [] });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = among.byName.get(params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${params.name.slice(0, 64)}`);
    return toResult(await callForMcp(session, { tool, args: params.arguments }));
  });
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}
