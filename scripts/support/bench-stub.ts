import { createTelemetry } from "@shop/aws";
import { listen, portOf } from "@shop/container";
import { type Backend, createApp } from "@shop/server";
import { stubbedPorts } from "./bench-shop.ts";

/** The server as it is, on a shop that does nothing. Tells its port and ends with its parent. */
const backend: Pick<Backend, "open" | "readiness"> = { open: () => stubbedPorts, readiness: async () => [] };
const told = {
  logLevel: "INFO",
  logSampleRate: 0,
  stage: "bench",
  metrics: false,
  metricsFlushMs: 60_000,
  traceEndpoint: undefined,
  traceSampleRate: 0,
} as const;
const { journal } = createTelemetry(told, { version: "1.0.0", catalogueAgeMs: () => 0, gather: true });
const app = createApp({
  backend: backend as Backend,
  journal,
  settings: {
    version: "1.0.0",
    publicUrl: "http://127.0.0.1",
    authorizationServer: "http://127.0.0.1",
    allowedOrigins: [],
    loopbackOnly: true,
    requestDeadlineMs: 5000,
  },
});
const server = await listen(app, { host: "127.0.0.1", port: 0 });
process.send?.(portOf(server));
process.on("disconnect", () => process.exit(0));
