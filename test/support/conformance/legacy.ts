import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import {
  completeSample,
  readSample,
  samplePrompts,
  sampleResources,
  sampleTemplates,
  sampleTools,
  writeSample,
} from "./samples.ts";

const unknown = (what: string) => new McpError(ErrorCode.InvalidParams, `Unknown: ${what}`);

/** Puts the samples on a server of the revisions up to 2025-11-25, in the place of the shop's own. */
export function extendLegacy(server: Server): void {
  server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
  serveTools(server);
  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: sampleResources }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: sampleTemplates }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    const found = readSample(uri);
    if (!found) throw unknown(uri);
    return found;
  });
  server.setRequestHandler(SetLevelRequestSchema, () => ({}));
  server.setRequestHandler(SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: samplePrompts }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params: { name, arguments: args } }) => {
    const written = writeSample(name, args);
    if (!written) throw unknown(name);
    return written;
  });
  server.setRequestHandler(CompleteRequestSchema, ({ params: { argument } }) => completeSample(argument.value));
}

function serveTools(server: Server): void {
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.entries(sampleTools).map(([name, { inputSchema }]) => ({ name, description: name, inputSchema })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = sampleTools[params.name];
    if (!tool) throw unknown(params.name);
    const progressToken = params._meta?.progressToken;
    const told = {
      async progress(progress: number) {
        if (progressToken !== undefined)
          await extra.sendNotification({
            method: "notifications/progress",
            params: { progressToken, progress, total: 100 },
          });
      },
      log: (data: string) =>
        extra.sendNotification({ method: "notifications/message", params: { level: "info", data } }),
    };
    return { ...(await tool.call(told, params.arguments)) };
  });
}
