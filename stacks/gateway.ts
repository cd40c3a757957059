import { clientAddressHeader } from "./fargate.ts";
import type { StageSettings } from "./stage.ts";

/** The public address of a stage without a domain of its own: an HTTP API, throttled, with access logs. */
export function createGateway(settings: StageSettings, vpc?: sst.aws.Vpc): sst.aws.ApiGatewayV2 {
  const origins = settings.choices["ALLOWED_ORIGINS"];
  return new sst.aws.ApiGatewayV2("Api", {
    ...(vpc && { vpc }),
    ...(origins && { cors: { ...cors, allowOrigins: origins.split(",").map((origin) => origin.trim()) } }),
    accessLog: { retention: settings.logRetention },
    transform: {
      // By default any page may call. The server refuses pages of other sites, so the gateway tells them so.
      api: origins ? {} : { corsConfiguration: undefined },
      stage: { defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 100 } },
    },
  });
}

/** Everything to the service behind Cloud Map, with the caller's address in a header that no caller can set. */
export function routeToService(gateway: sst.aws.ApiGatewayV2, service: sst.aws.Service): void {
  const requestParameters = { [`overwrite:header.${clientAddressHeader}`]: "$context.identity.sourceIp" };
  gateway.routePrivate("$default", service.nodes.cloudmapService.arn, {
    transform: { integration: { requestParameters } },
  });
}

const mcpHeaders = ["protocol-version", "session-id", "method", "name"].map((name) => `mcp-${name}`);

const cors = {
  allowMethods: ["GET" as const, "POST" as const, "OPTIONS" as const],
  allowHeaders: ["authorization", "content-type", "idempotency-key", ...mcpHeaders],
  exposeHeaders: ["www-authenticate", "retry-after", "idempotent-replayed", "x-request-id"],
  maxAge: "1 hour" as const,
};
