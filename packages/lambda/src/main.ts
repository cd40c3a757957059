import { createBackend, createTelemetry, readConfig } from "@shop/aws";
import { createAuthorizationServer } from "@shop/oauth";
import { createApp } from "@shop/server";
import { annotating } from "./annotations.ts";
import { lambdaHandler } from "./handler.ts";
import { traceSampled } from "./trace-sampled.ts";
import { version } from "./version.ts";

const config = readConfig();
const catalogueAgeMs = () => backend.catalogueAgeMs();
const { logger, journal: log, metrics } = createTelemetry(config, { version, catalogueAgeMs });
const tracing = traceSampled(async () => (await import("./trace.ts")).createTracing());
const journal = annotating(log, tracing);
const backend = createBackend(
  config,
  (error) => journal.reportFailure(error, { call: "catalogue" }),
  () => metrics?.countThrottled(),
);
const app = createApp({
  backend,
  journal,
  authorizationServer: backend.oauth && createAuthorizationServer(backend.oauth, journal),
  settings: {
    version,
    publicUrl: config.publicUrl,
    authorizationServer: config.authorizationServer,
    allowedOrigins: config.allowedOrigins,
    loopbackOnly: false,
    overload: config.overload,
    callsPerMinute: config.callsPerMinute,
    requestDeadlineMs: config.requestDeadlineMs,
    confirmAboveMinor: config.confirmAboveMinor,
  },
});
backend.start();

/** The composition root of the Lambda function: made once, when the execution environment starts. */
export const handler = lambdaHandler(app, { logger, tracing, flush: () => metrics?.flushIfAny() });
