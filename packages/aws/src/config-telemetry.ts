import { z } from "zod";
import { url, whole } from "./config-parsers.ts";

/** What a server tells about itself, and how much of it. */
export interface TelemetryConfig {
  readonly logLevel: "DEBUG" | "INFO" | "WARN" | "ERROR" | "SILENT";
  /** Share of requests, from 0 to 1, that are told in detail. */
  readonly logSampleRate: number;
  readonly stage: string;
  readonly metrics: boolean;
  readonly metricsFlushMs: number;
  /** Where traces are sent: absent = nowhere. */
  readonly traceEndpoint: string | undefined;
  /** Share of requests, from 0 to 1, that are traced where nobody before us has decided. */
  readonly traceSampleRate: number;
}

const share = (byDefault: number) =>
  z.coerce
    .number({ error: "must be a number from 0 to 1" })
    .min(0, { error: "must be a number from 0 to 1" })
    .max(1, { error: "must be a number from 0 to 1" })
    .default(byDefault);

export const telemetryEnvironment = {
  LOG_LEVEL: z
    .string()
    .toUpperCase()
    .pipe(z.enum(["DEBUG", "INFO", "WARN", "ERROR", "SILENT"], { error: "must be DEBUG, INFO, WARN, ERROR or SILENT" }))
    .default("INFO"),
  LOG_SAMPLE_RATE: share(0),
  STAGE: z.string().min(1).default("local"),
  METRICS: z.enum(["on", "off"], { error: "must be on or off" }).default("off"),
  METRICS_FLUSH_MS: whole(100, 300_000, 60_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
  OTEL_TRACES_SAMPLER_ARG: share(0.05),
} as const;

type Given = z.output<z.ZodObject<typeof telemetryEnvironment>>;

export const readTelemetry = (data: Given): TelemetryConfig => ({
  logLevel: data.LOG_LEVEL,
  logSampleRate: data.LOG_SAMPLE_RATE,
  stage: data.STAGE,
  metrics: data.METRICS === "on",
  metricsFlushMs: data.METRICS_FLUSH_MS,
  traceEndpoint: data.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, ""),
  traceSampleRate: data.OTEL_TRACES_SAMPLER_ARG,
});
