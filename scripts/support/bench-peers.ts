import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { McpServer as OlderServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { FastMCP } from "fastmcp";
import * as z from "zod";
import { answerOf, peerTools } from "./bench-shop.ts";
import { freePort } from "./ports.ts";

/**
 * Other ways to serve the same tools and the same data, each as its own documentation shows it. The first argument says
 * which. Tells its port and ends with its parent.
 */
const about = { name: "shop", version: "1.0.0" };
const described = peerTools.map((tool) => ({
  tool,
  input: z.fromJSONSchema(tool.inputSchema as z.core.JSONSchema.JSONSchema) as z.ZodObject,
  output: z.fromJSONSchema(tool.outputSchema as z.core.JSONSchema.JSONSchema) as z.ZodObject,
}));

async function call(tool: (typeof peerTools)[number], args: unknown) {
  const structuredContent = await answerOf(tool, args);
  return { content: [{ type: "text" as const, text: JSON.stringify(structuredContent) }], structuredContent };
}

/** The SDK up to 2025-11-25: a server and a transport for each request, without sessions. */
const older: RequestListener = async (request, response) => {
  const server = new OlderServer(about);
  for (const { tool, input, output } of described)
    server.registerTool(
      tool.name,
      { title: tool.title, description: tool.description, inputSchema: input, outputSchema: output },
      (args: unknown) => call(tool, args),
    );
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on("close", () => {
    void transport.close();
    void server.close();
  });
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request, response);
};

/** The SDK since 2026-07-28. */
const newest = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer(about);
    for (const { tool, input, output } of described)
      server.registerTool(
        tool.name,
        { title: tool.title, description: tool.description, inputSchema: input, outputSchema: output },
        (args: unknown) => call(tool, args),
      );
    return server;
  }),
);
const newer: RequestListener = (request, response) => void newest(request as Parameters<typeof newest>[0], response);

async function listen(handler: RequestListener): Promise<number> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function startFastMcp(): Promise<number> {
  const server = new FastMCP({ name: about.name, version: "1.0.0" });
  for (const { tool, input } of described)
    server.addTool({
      name: tool.name,
      description: tool.description,
      parameters: input,
      execute: async (args: unknown) => JSON.stringify(await answerOf(tool, args)),
    });
  const port = await freePort();
  await server.start({ transportType: "httpStream", httpStream: { port, host: "127.0.0.1", stateless: true } });
  return port;
}

const peers: Readonly<Record<string, () => Promise<number>>> = {
  older: () => listen(older),
  newer: () => listen(newer),
  fastmcp: startFastMcp,
};
process.send?.(await peers[process.argv[2] ?? ""]?.());
process.on("disconnect", () => process.exit(0));
