import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

export interface Sent {
  readonly method?: string;
  /** Path, with the query if there is one. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Deliver the body in base64, as the gateway does with what it takes for binary. */
  readonly base64?: boolean;
}

/**
 * An HTTP API's event, payload format 2.0: header names in lower case, no `body` without one. Source: API Gateway
 * developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export function gatewayEvent({
  method = "GET",
  path,
  headers = {},
  body,
  base64 = false,
}: Sent): APIGatewayProxyEventV2 {
  const [rawPath = "/", rawQueryString = ""] = path.split("?");
  const lowered = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  // The gateway takes cookies out of the headers.
  const { cookie, ...others } = lowered;
  const domainName = lowered["host"] ?? "abc123.execute-api.us-west-2.amazonaws.com";
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers: { host: domainName, "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "https", ...others },
    ...(cookie !== undefined && { cookies: cookie.split("; ") }),
    requestContext: {
      accountId: "123456789012",
      apiId: "abc123",
      domainName,
      domainPrefix: "abc123",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "test" },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "$default",
      stage: "$default",
      time: "10/Mar/2026:05:16:23 +0000",
      timeEpoch: 1_773_119_783_343,
    },
    ...(body !== undefined && { body: base64 ? Buffer.from(body).toString("base64") : body }),
    isBase64Encoded: base64,
  };
}

/** What the gateway would send to the client for a function's result. */
export const resultBody = ({ body = "", isBase64Encoded = false }: APIGatewayProxyStructuredResultV2): Buffer =>
  Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
