import type { IncomingMessage, ServerResponse } from "node:http";
import { toFetchResponse, toReqRes } from "fetch-to-node";
import type { Provider } from "oidc-provider";

/**
 * Asks the library, which speaks Node's requests and responses, over a web `Request`. The library builds its URLs from
 * `Host` and trusts forwarded headers, so they are made ours here, whatever was sent.
 */
export async function askLibrary(
  provider: Provider,
  request: Request,
  { issuer, address }: { readonly issuer: string; readonly address: string },
): Promise<Response> {
  const { host, protocol } = new URL(issuer);
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()])
    if (name.startsWith("x-forwarded-") || name === "forwarded") headers.delete(name);
  headers.set("host", host);
  headers.set("x-forwarded-proto", protocol.slice(0, -1));
  headers.delete("transfer-encoding");
  const body = request.method === "GET" ? undefined : await request.arrayBuffer();
  if (body) headers.set("content-length", String(body.byteLength));
  const { req, res } = toReqRes(new Request(request.url, { method: request.method, headers, body: body ?? null }));
  // Koa asks the connection whether it is encrypted and whose it is; there is none here.
  const socket = { encrypted: protocol === "https:", remoteAddress: address };
  Object.defineProperty(req, "socket", { value: socket });
  const handle = provider.callback() as (req: IncomingMessage, res: ServerResponse) => Promise<void>;
  void handle(req, res);
  return withoutSession(await toFetchResponse(res));
}

/** The library's session cookie is not sent on: no session is kept, so it would mean nothing. */
function withoutSession(response: Response): Response {
  const cookies = response.headers
    .getSetCookie()
    .filter((cookie) => !/^(__Secure-)?shop-(session|interaction)(\.sig)?=/.test(cookie));
  const headers = new Headers(response.headers);
  headers.delete("set-cookie");
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(response.body, { status: response.status, headers });
}
