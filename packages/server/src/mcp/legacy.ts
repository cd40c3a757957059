import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import { iconsOf } from "../icon.ts";
import { type ToolSet, toolSets } from "../tool-set.ts";
import { contentCapabilities } from "./content.ts";
import { registerLegacyContent } from "./content-legacy.ts";
import { drawnBy } from "./product-cards.ts";
import { callForMcp, type McpSession, serverName, toResult } from "./session.ts";

/** What tools/list answers, made once for each set: the schemas are ours, so nothing is converted for a request. */
const listed = new Map(
  toolSets.map((set) => [
    set,
    {
      tools: set.tools.map((tool) => ({
        name: tool.name,
        title: tool.title,
        description: tool.description,
        inputSchema: { ...tool.inputSchema, type: "object" as const },
        outputSchema: { ...tool.outputSchema, type: "object" as const },
        annotations: { title: tool.title, ...tool.annotations },
        ...drawnBy(tool),
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
  const { settings, extension } = session.deps;
  const server = new Server(
    { name: serverName, version: settings.version, icons: iconsOf(settings) },
    {
      instructions: among.instructions,
      capabilities: { tools: { listChanged: false }, ...contentCapabilities(among) },
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => listed.get(among) ?? { tools: [] });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = among.byName.get(params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${params.name.slice(0, 64)}`);
    return toResult(await callForMcp(session, { tool, args: params.arguments }));
  });
  registerLegacyContent(server, among, () => session);
  extension?.legacy(server);
  // The shop sends no notifications; an extension may, and only a stream carries them.
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: extension === undefined });
  await server.connect(transport);
  try {
    const response = await transport.handleRequest(request, { parsedBody });
    return extension ? await whole(response) : response;
  } finally {
    await server.close();
  }
}

/** A stream read to its end: the server behind it is closed before anybody else could read it. */
const whole = async (response: Response): Promise<Response> =>
  new Response(response.body && (await response.text()), response);
