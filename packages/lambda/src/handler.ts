import type { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import type { Tracer } from "@aws-lambda-powertools/tracer";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { App } from "@shop/server";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type Event, rawBytes, toRequest, toResult } from "./event.ts";

interface Observed {
  readonly logger: Logger;
  readonly tracer: Tracer;
  /** Called at the end of each invocation: afterwards the process may be frozen, or never run again. */
  readonly flush?: () => void;
}

/** The Lambda face of the app, behind an API Gateway HTTP API (payload format 2.0). */
export function lambdaHandler(app: App, { logger, tracer, flush }: Observed) {
  const parser = httpJsonBodyParser({ disableContentTypeError: true });
  const serve = async (event: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    const raw = event.rawBody;
    const parsed = raw !== undefined && event.body !== raw;
    const root = tracer.getRootXrayTraceId();
    try {
      const answer = await app.fetch(toRequest(event), {
        ...(parsed && { parsedBody: event.body }),
        byteLength: rawBytes(event),
        address: event.requestContext.http.sourceIp ?? "",
        trace: root && `Root=${root}`,
      });
      return await toResult(answer);
    } finally {
      flush?.();
    }
  };

  return middy<Event, APIGatewayProxyStructuredResultV2>()
    .use(injectLambdaContext(logger))
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .before(async (request) => {
      const { event } = request;
      if (typeof event.body !== "string") return;
      event.rawBody = event.body;
      await parser.before?.(request as never);
    })
    .onError(async (request) => {
      // A body that Middy cannot parse goes to the app as it came, so that both doors refuse it in the same words.
      if (cameFrom(request.error, "@middy/http-json-body-parser")) request.response = await serve(request.event);
    })
    .handler(serve);
}

const cameFrom = (error: Error | null | undefined, name: string): boolean =>
  typeof error?.cause === "object" && error.cause !== null && "package" in error.cause && error.cause.package === name;
