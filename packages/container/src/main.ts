import { type Config, ConfigError, createBackend, createTelemetry, readConfig } from "@shop/aws";
import { createAuthorizationServer } from "@shop/oauth";
import { createApp } from "@shop/server";
import { drain } from "./drain.ts";
import { listen, portOf } from "./listen.ts";
import { version } from "./version.ts";

const loopbackHosts = new Set(["localhost", "127.0.0.1", "::1"]);

/** The composition root of the container: environment in, a listening server out. */
async function main(): Promise<void> {
  const config = readConfig();
  const catalogueAgeMs = () => backend.catalogueAgeMs();
  const { logger, journal, metrics } = createTelemetry(config, { version, catalogueAgeMs });
  const backend = createBackend(
    config,
    (error) => journal.reportFailure(error, { call: "catalogue" }),
    () => metrics?.countThrottled(),
  );
  const traces = await openTraces(config);
  let draining = false;
  const app = createApp({
    backend: {
      ...backend,
      readiness: async (signal) => (draining ? ["The server is shutting down"] : backend.readiness(signal)),
    },
    journal,
    tracing: traces?.tracing,
    authorizationServer: backend.oauth && createAuthorizationServer(backend.oauth, journal),
    settings: {
      version,
      publicUrl: config.publicUrl,
      authorizationServer: config.authorizationServer,
      allowedOrigins: config.allowedOrigins,
      loopbackOnly: loopbackHosts.has(config.host),
      overload: config.overload,
      callsPerMinute: config.callsPerMinute,
      requestDeadlineMs: config.requestDeadlineMs,
      confirmAboveMinor: config.confirmAboveMinor,
    },
  });
  backend.start();
  const stopMetrics = metrics?.start(config.metricsFlushMs);
  const server = await listen(app, config);
  logger.info("listening", { host: config.host, port: portOf(server), version });

  const stop = async (signal: string): Promise<void> => {
    if (draining) return;
    draining = true;
    logger.info("stopping", { signal });
    const clean = await drain(server, config.shutdownDrainMs);
    stopMetrics?.();
    await traces?.stop();
    backend.stop();
    process.exit(clean ? 0 : 1);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  // Started by another process of ours, the server does not outlive it.
  if (process.channel) process.on("disconnect", () => void stop("disconnect"));
}

/** Traces are sent where somebody collects them; elsewhere none of that code is so much as read. */
async function openTraces({ stage, traceEndpoint, traceSampleRate }: Config) {
  if (traceEndpoint === undefined) return undefined;
  const { startTracing } = await import("./tracing.ts");
  return startTracing({ stage, version, endpoint: traceEndpoint, sampleRate: traceSampleRate });
}

main().catch((error: unknown) => {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exit(1);
});

function startProblem(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "Cannot start: the port is taken. Set PORT to another one.";
  if (code === "EACCES") return "Cannot start: not allowed to listen on this port. Set PORT to one above 1023.";
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
