export { type App, type Arrival, createApp } from "./app.ts";
export type { Backend, CallLine, Identity, Journal, Login, ServerDeps, Settings } from "./backend.ts";
export type { CallsPerMinute } from "./overload/call-limits.ts";
export type { OverloadSettings } from "./overload/entrance.ts";
