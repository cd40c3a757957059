import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type CognitoClient, isSame } from "./client.ts";
import { notAuthorized } from "./errors.ts";
import type { Pool } from "./pool.ts";
import type { Claims } from "./signer.ts";
import type { Session, User } from "./state.ts";

/** Tokens of one sign-in or refresh; `refreshToken` is absent when the old one stays good. */
export interface Tokens {
  accessToken: string;
  idToken: string;
  refreshToken?: string;
  expiresIn: number;
}

/** Who signed in where; `nonce` goes into the ID token. */
export interface Grant {
  user: User;
  client: CognitoClient;
  scope: string;
  authTimeMs: number;
  nonce?: string | undefined;
}

/** The scope of every token that did not come from the sign-in page. */
export const userScope = "aws.cognito.signin.user.admin";

const defaultAccessTokenSeconds = 3_600;
const defaultRefreshTokenSeconds = 30 * 86_400;

/** Starts a session and answers with its three tokens. */
export async function openSession(pool: Pool, grant: Grant): Promise<Tokens> {
  forgetExpiredSessions(pool);
  const { client, user } = grant;
  const secret = randomBytes(32).toString("base64url");
  const lifeSeconds = client.refreshTokenSeconds ?? defaultRefreshTokenSeconds;
  const session: Session = {
    originJti: randomUUID(),
    sub: user.sub,
    clientId: client.clientId,
    scope: grant.scope,
    authTimeSeconds: Math.floor(grant.authTimeMs / 1000),
    refreshHash: hashSecret(secret),
    expiresAtMs: pool.now() + lifeSeconds * 1000,
    revoked: false,
  };
  pool.state.sessions.set(session.originJti, session);
  await pool.save();
  return { ...issue(pool, session, grant), refreshToken: `${session.originJti}.${secret}` };
}

/** New tokens for a refresh token; with rotation also a new refresh token, and the old one ends. */
export async function refresh(pool: Pool, client: CognitoClient, refreshToken: string): Promise<Tokens> {
  const session = findSession(pool, refreshToken);
  if (!session || session.clientId !== client.clientId) throw notAuthorized("Invalid Refresh Token");
  const user = pool.state.users.get(session.sub);
  if (!user) throw notAuthorized("Invalid Refresh Token");
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (session.revoked) throw notAuthorized("Refresh Token has been revoked");
  if (session.expiresAtMs <= pool.now()) throw notAuthorized("Refresh Token has expired");
  const tokens = issue(pool, session, { user, client });
  if (!client.rotateRefreshTokens) return tokens;
  const secret = randomBytes(32).toString("base64url");
  session.refreshHash = hashSecret(secret);
  await pool.save();
  return { ...tokens, refreshToken: `${session.originJti}.${secret}` };
}

/** The session a refresh token belongs to, expired and revoked ones too. */
export function findSession(pool: Pool, refreshToken: string): Session | undefined {
  const [originJti = "", secret = ""] = refreshToken.split(".");
  const session = pool.state.sessions.get(originJti);
  return session && isSame(hashSecret(secret), session.refreshHash) ? session : undefined;
}

/** Ends a session: its refresh token, and its access tokens as far as Cognito itself is asked. */
export async function revokeSession(pool: Pool, session: Session): Promise<void> {
  session.revoked = true;
  await pool.save();
}

export async function revokeAllSessions(pool: Pool, sub: string): Promise<void> {
  for (const session of pool.state.sessions.values()) if (session.sub === sub) session.revoked = true;
  await pool.save();
}

/** The user and claims of an access token this pool issued and still honours; throws Cognito's refusal otherwise. */
export function checkAccessToken(pool: Pool, token: string, scope: string): { user: User; claims: Claims } {
  const claims = pool.signer.read(token);
  if (claims?.["token_use"] !== "access") throw notAuthorized("Invalid Access Token");
  if (Number(claims["exp"]) * 1000 <= pool.now()) throw notAuthorized("Access Token has expired");
  const session = pool.state.sessions.get(String(claims["origin_jti"]));
  const user = pool.state.users.get(String(claims["sub"]));
  if (!session || !user) throw notAuthorized("Access Token has been revoked");
  if (!user.enabled) throw notAuthorized("User is disabled.");
  if (session.revoked) throw notAuthorized("Access Token has been revoked");
  const scopes = String(claims["scope"]).split(" ");
  if (!scopes.includes(scope)) throw notAuthorized("Access Token does not have required scopes");
  return { user, claims };
}

function issue(pool: Pool, session: Session, given: Pick<Grant, "user" | "client" | "nonce">): Tokens {
  const { user, client, nonce } = given;
  const issuedAt = Math.floor(pool.now() / 1000);
  const expiresIn = client.accessTokenSeconds ?? defaultAccessTokenSeconds;
  const shared = {
    sub: user.sub,
    ...(user.groups.length > 0 && { "cognito:groups": user.groups }),
    iss: pool.issuer,
    origin_jti: session.originJti,
    event_id: randomUUID(),
    auth_time: session.authTimeSeconds,
    exp: issuedAt + expiresIn,
    iat: issuedAt,
  };
  const access = { client_id: client.clientId, token_use: "access", scope: session.scope, username: user.sub };
  const id = { ...idAttributes(user), aud: client.clientId, token_use: "id", ...(nonce && { nonce }) };
  return {
    accessToken: pool.signer.sign({ ...shared, ...access, jti: randomUUID() }),
    idToken: pool.signer.sign({ ...id, ...shared, jti: randomUUID() }),
    expiresIn,
  };
}

function idAttributes(user: User): Claims {
  const { email_verified, ...attributes } = user.attributes;
  return { ...attributes, email_verified: email_verified === "true", "cognito:username": user.sub };
}

/** Sessions past their refresh token and their longest access token (a day) can never be asked for again. */
function forgetExpiredSessions({ state, now }: Pool): void {
  const oldest = now() - 86_400_000;
  for (const session of state.sessions.values()) {
    if (session.expiresAtMs < oldest) state.sessions.delete(session.originJti);
  }
}

function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
