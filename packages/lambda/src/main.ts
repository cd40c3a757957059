import { Tracer } from "@aws-lambda-powertools/tracer";
import { createBackend, createTelemetry, readConfig } from "@shop/aws";
import { createAuthorizationServer } from "@shop/oauth";
import { createApp } from "@shop/server";
import { annotating } from "./annotations.ts";
import { lambdaHandler } from "./handler.ts";
import { version } from "./version.ts";

const config = readConfig();
const catalogueAgeMs = () => backend.catalogueAgeMs();
const { logger, journal: log, metrics } = createTelemetry(config, { version, catalogueAgeMs });
const tracer = new Tracer({ serviceName: "ecommerce-mcp-server" });
// The catalogue is followed between invocations too, when there is no segment to hang a call on.
tracer.provider.setContextMissingStrategy("IGNORE_ERROR");
const journal = annotating(log, tracer);
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
export const handler = lambdaHandler(app, { logger, tracer, flush: () => metrics?.flushIfAny() });
