export { type App, type Arrival, createApp } from "./app.ts";
export type {
  Backend,
  CallLine,
  Counted,
  Identity,
  Journal,
  Login,
  RequestDetail,
  ServerDeps,
  Settings,
} from "./backend.ts";
export type { Extension } from "./mcp/extension.ts";
export type { CallsPerMinute } from "./overload/call-limits.ts";
export type { OverloadSettings } from "./overload/entrance.ts";
export type { TraceParent } from "./trace-context.ts";
export type { Span, Tracing } from "./tracing.ts";
