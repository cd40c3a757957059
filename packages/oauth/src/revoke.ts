import { createAccessTokenVerifier } from "./access-token.ts";
import type { StepContext } from "./context.ts";
import { askLibrary } from "./mount.ts";

/**
 * `POST /oauth/revoke` (RFC 7009). The library ends refresh tokens, and with them the grant. Access tokens, which it
 * cannot revoke because they are JWTs, end their grant here: whichever token an app gives back, nothing is left.
 */
export async function revoke(context: StepContext, request: Request, address: string): Promise<Response> {
  const { provider, settings, ports, now, onEvent } = context;
  const body = await request.text();
  const form = new URLSearchParams(body);
  const token = form.get("token") ?? "";
  if (token.split(".").length !== 3)
    return askLibrary(provider, new Request(request.url, { method: "POST", headers: request.headers, body }), {
      issuer: settings.issuer,
      address,
    });
  const verify = createAccessTokenVerifier({ issuer: settings.issuer, loadKeys: () => ports.loadSigningKeys(), now });
  const claims = await verify(token);
  if (claims.ok && claims.value.clientId === form.get("client_id")) {
    await ports.endGrant(claims.value.grantId);
    onEvent("grant_revoked");
  }
  // RFC 7009 section 2.2: a token that is not good needs no revoking.
  return new Response("", {
    status: 200,
    headers: { "access-control-allow-origin": "*", "cache-control": "no-store" },
  });
}
