import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { McpServer } from "@modelcontextprotocol/server";

/**
 * More than the shop has, put on its MCP servers by whoever composes the app, after everything of the shop's own. The
 * official conformance suite wants tools and resources that no shop should have: its tests bring them along.
 */
export interface Extension {
  legacy(server: Server): void;
  modern(server: McpServer): void;
}
