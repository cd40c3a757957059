import { createHash } from "node:crypto";
import { type CognitoClient, isSame } from "./client.ts";
import { CognitoError } from "./errors.ts";
import type { Handles } from "./handles.ts";
import { type HttpReply, type HttpRequest, json } from "./http.ts";
import type { CodeGrant } from "./managed-login.ts";
import { oauthError, readClientForm } from "./oauth-client.ts";
import type { Pool } from "./pool.ts";
import { checkAccessToken, findSession, openSession, refresh, revokeSession, type Tokens } from "./tokens.ts";

/** POST /oauth2/token: a code or a refresh token becomes tokens. */
export async function exchangeToken(request: HttpRequest, pool: Pool, codes: Handles<CodeGrant>): Promise<HttpReply> {
  const posted = readClientForm(request, pool.clients);
  if ("refusal" in posted) return posted.refusal;
  const { client, form } = posted;
  switch (form.get("grant_type")) {
    case "authorization_code":
      return exchangeCode(pool, client, form, codes);
    case "refresh_token":
      return exchangeRefreshToken(pool, client, form);
    default:
      return oauthError("unsupported_grant_type");
  }
}

/** POST /oauth2/revoke: ends the session of a refresh token; unknown ones are fine (RFC 7009 section 2.2). */
export async function revokeToken(request: HttpRequest, pool: Pool): Promise<HttpReply> {
  const posted = readClientForm(request, pool.clients);
  if ("refusal" in posted) return posted.refusal;
  const token = posted.form.get("token");
  if (!token) return oauthError("invalid_request");
  if (pool.signer.read(token)) return oauthError("unsupported_token_type");
  const session = findSession(pool, token);
  if (session?.clientId === posted.client.clientId) await revokeSession(pool, session);
  return { status: 200, headers: { "cache-control": "no-store" }, body: "" };
}

/** GET or POST /oauth2/userInfo: the signed-in person's attributes. */
export function showUserInfo({ headers }: HttpRequest, pool: Pool): HttpReply {
  const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "";
  try {
    const { user } = checkAccessToken(pool, token, "openid");
    return json(200, { sub: user.sub, username: user.sub, ...user.attributes });
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    const challenge = `Bearer error="invalid_token", error_description="${error.message}"`;
    return json(401, { error: "invalid_token" }, { "www-authenticate": challenge });
  }
}

async function exchangeCode(
  pool: Pool,
  client: CognitoClient,
  form: URLSearchParams,
  codes: Handles<CodeGrant>,
): Promise<HttpReply> {
  // Taken before it is checked: whoever presents a code wrongly has used it up.
  const grant = codes.take(form.get("code") ?? "");
  if (!grant || !isForThis(grant, client, form)) return oauthError("invalid_grant");
  const user = pool.state.users.get(grant.sub);
  if (!user?.enabled) return oauthError("invalid_grant");
  const { scope, authTimeMs, nonce } = grant;
  return showTokens(await openSession(pool, { user, client, scope, authTimeMs, nonce }), scope);
}

function isForThis(grant: CodeGrant, client: CognitoClient, form: URLSearchParams): boolean {
  if (grant.clientId !== client.clientId || grant.redirectUri !== form.get("redirect_uri")) return false;
  const verifier = form.get("code_verifier");
  if (grant.codeChallenge === undefined) return verifier === null;
  return isSame(
    createHash("sha256")
      .update(verifier ?? "")
      .digest("base64url"),
    grant.codeChallenge,
  );
}

async function exchangeRefreshToken(pool: Pool, client: CognitoClient, form: URLSearchParams): Promise<HttpReply> {
  const token = form.get("refresh_token") ?? "";
  try {
    return showTokens(await refresh(pool, client, token), findSession(pool, token)?.scope ?? "openid");
  } catch (error) {
    if (error instanceof CognitoError) return oauthError("invalid_grant");
    throw error;
  }
}

function showTokens({ accessToken, idToken, refreshToken, expiresIn }: Tokens, scope: string): HttpReply {
  return json(200, {
    access_token: accessToken,
    ...(scope.split(" ").includes("openid") && { id_token: idToken }),
    ...(refreshToken && { refresh_token: refreshToken }),
    token_type: "Bearer",
    expires_in: expiresIn,
  });
}
