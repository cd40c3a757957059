import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** An event of an HTTP API, with the body parsed in place and, beside it, as it came. */
export interface Event extends Omit<APIGatewayProxyEventV2, "body"> {
  body?: unknown;
  rawBody?: string;
}

/** The event as a web request. The body goes along as it came, in case nobody could parse it. */
export function toRequest(event: Event): Request {
  const { rawPath, rawQueryString, headers, requestContext, rawBody } = event;
  const query = rawQueryString ? `?${rawQueryString}` : "";
  const url = new URL(`${rawPath}${query}`, `https://${requestContext.domainName}`);
  const sent = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
  // The gateway takes cookies out of the headers (payload format 2.0).
  if (event.cookies) sent.push(["cookie", event.cookies.join("; ")]);
  const { method } = requestContext.http;
  const body = rawBody !== undefined && method !== "GET" && method !== "HEAD" ? bytesOf(event) : null;
  return new Request(url, { method, headers: sent, body });
}

/** Bytes of the body as the caller sent it. */
export const rawBytes = (event: Event): number => (event.rawBody === undefined ? 0 : bytesOf(event).byteLength);

const bytesOf = ({ rawBody = "", isBase64Encoded }: Event): Buffer<ArrayBuffer> =>
  Buffer.from(rawBody, isBase64Encoded ? "base64" : "utf8");

export async function toResult(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "set-cookie"));
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 && { cookies }),
    body: await response.text(),
  };
}
