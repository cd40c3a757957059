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
  // Not as a relative address: a path of two slashes would name another host.
  const url = new URL(`https://${requestContext.domainName}${rawPath}${query}`);
  const sent = new Headers(
    Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined),
  );
  // Payload 2.0 takes the cookies out of the headers.
  if (event.cookies?.length) sent.set("cookie", event.cookies.join("; "));
  const { method } = requestContext.http;
  const body = rawBody !== undefined && method !== "GET" && method !== "HEAD" ? bytesOf(event) : null;
  return new Request(url, { method, headers: sent, body });
}

/** Bytes of the body as the caller sent it. */
export const rawBytes = (event: Event): number => (event.rawBody === undefined ? 0 : bytesOf(event).byteLength);

const bytesOf = ({ rawBody = "", isBase64Encoded }: Event): Buffer<ArrayBuffer> =>
  Buffer.from(rawBody, isBase64Encoded ? "base64" : "utf8");

export async function toResult(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  const headers = new Headers(response.headers);
  const cookies = headers.getSetCookie();
  headers.delete("set-cookie");
  const text = /^(text\/|application\/([\w.-]+\+)?json)/.test(headers.get("content-type") ?? "text/plain");
  const body = Buffer.from(await response.arrayBuffer());
  return {
    statusCode: response.status,
    headers: Object.fromEntries(headers),
    ...(cookies.length > 0 && { cookies }),
    body: body.toString(text ? "utf8" : "base64"),
    ...(!text && { isBase64Encoded: true }),
  };
}
