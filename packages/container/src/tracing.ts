import { setTimeout as sleep } from "node:timers/promises";
import { type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Span, Tracing } from "@shop/server";
import { createRoots } from "./trace-roots.ts";

interface Options {
  readonly stage: string;
  readonly version: string;
  /** Where a collector takes OTLP over HTTP, without the path of the signal. */
  readonly endpoint: string;
  /** Share of the traces that begin here and are recorded, from 0 to 1. */
  readonly sampleRate: number;
}

/** A collector that does not answer is given up: nobody waits for it but these spans. */
const exportMs = 3000;
const stopMs = 4000;

/** Traces over OTLP/HTTP. Spans are gathered and sent in the background; what does not fit the queue is dropped. */
export function startTracing({ stage, version, endpoint, sampleRate }: Options) {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: exportMs });
  const root = createRoots(sampleRate);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": "ecommerce-mcp-server",
      "service.version": version,
      "deployment.environment.name": stage,
    }),
    sampler: root.sampler,
    idGenerator: root.ids,
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: exportMs })],
  });
  const tracer = provider.getTracer("shop", version);

  const wrap = (span: OtelSpan): Span => {
    const inside = trace.setSpan(ROOT_CONTEXT, span);
    return {
      traceId: span.spanContext().traceId,
      begin: (name) => wrap(tracer.startSpan(name, {}, inside)),
      ask(operation) {
        if (!span.isRecording()) return () => undefined;
        const attributes = { "db.system.name": "aws.dynamodb", "db.operation.name": operation };
        const asked = tracer.startSpan(`DynamoDB ${operation}`, { kind: SpanKind.CLIENT, attributes }, inside);
        return () => asked.end();
      },
      end(facts, failed) {
        span.setAttributes(facts);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  };

  const tracing: Tracing = {
    begin: (name, { requestId, parent, startedAt }) =>
      root.begin({ spanId: requestId, parent }, (context) =>
        wrap(tracer.startSpan(name, { kind: SpanKind.SERVER, startTime: startedAt }, context)),
      ),
  };
  const stop = async (): Promise<void> => {
    const ended = provider.shutdown().catch(() => undefined);
    await Promise.race([ended, sleep(stopMs, undefined, { ref: false })]);
  };
  return { tracing, stop };
}
