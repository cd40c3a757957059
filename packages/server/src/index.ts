export { type App, type Arrival, createApp } from "./app.ts";
export type { Backend, CallLine, Identity, Journal, Login, ServerDeps, Settings } from "./backend.ts";
export type { Extension } from "./mcp/extension.ts";
