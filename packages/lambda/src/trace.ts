import { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import type { Tracing } from "./trace-sampled.ts";

/** Makes what sends a trace segment for an invocation. */
export function createTracing(): Tracing {
  const tracer = new Tracer({ serviceName: "ecommerce-mcp-server" });
  // The catalogue is followed between invocations too, when there is no segment to hang a call on.
  tracer.provider.setContextMissingStrategy("IGNORE_ERROR");
  return {
    ...captureLambdaHandler(tracer, { captureResponse: false }),
    putAnnotation: (key, value) => tracer.putAnnotation(key, value),
  };
}
