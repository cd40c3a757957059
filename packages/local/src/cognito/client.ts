import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { invalidParameter, notAuthorized, notFound } from "./errors.ts";

export type AuthFlow = "ALLOW_USER_PASSWORD_AUTH" | "ALLOW_REFRESH_TOKEN_AUTH";

/** An app client of the pool. Lists default to empty, flows to both, tokens to 1 hour, refresh tokens to 30 days. */
export interface CognitoClient {
  clientId: string;
  clientSecret?: string;
  explicitAuthFlows?: readonly AuthFlow[];
  accessTokenSeconds?: number;
  refreshTokenSeconds?: number;
  /** Each refresh answers with a new refresh token and ends the old one; REFRESH_TOKEN_AUTH is then refused, as in AWS. */
  rotateRefreshTokens?: boolean;
  callbackUrls?: readonly string[];
  logoutUrls?: readonly string[];
  /** OAuth scopes the client may ask for. Default: openid, email, profile, aws.cognito.signin.user.admin. */
  scopes?: readonly string[];
}

export const defaultScopes = ["openid", "email", "profile", "aws.cognito.signin.user.admin"] as const;

/** The clients of a pool by id. */
export type Clients = ReadonlyMap<string, CognitoClient>;

export function getClient(clients: Clients, clientId: string): CognitoClient {
  const client = clients.get(clientId);
  if (!client) throw notFound(`User pool client ${clientId} does not exist.`);
  return client;
}

export function checkFlow(client: CognitoClient, flow: AuthFlow): void {
  const allowed = client.explicitAuthFlows ?? ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
  const name = flow.replace("ALLOW_", "");
  if (!allowed.includes(flow)) throw invalidParameter(`${name} flow not enabled for this client`);
}

/** SECRET_HASH = Base64(HMAC-SHA256(client secret, username + client id)); see "Computing secret hash values" in AWS's guide. */
export function checkSecretHash(client: CognitoClient, username: string, given: string | undefined): void {
  const { clientId, clientSecret } = client;
  if (!clientSecret) return;
  if (given === undefined) {
    throw notAuthorized(`Client ${clientId} is configured with secret but SECRET_HASH was not received`);
  }
  const expected = createHmac("sha256", clientSecret)
    .update(username + clientId)
    .digest("base64");
  if (!isSame(given, expected)) throw notAuthorized(`SecretHash does not match for the client: ${clientId}`);
}

export function isSecretRight(client: CognitoClient, given: string | undefined): boolean {
  return client.clientSecret === undefined ? !given : isSame(given ?? "", client.clientSecret);
}

/** Compares two texts in time that does not depend on where they differ. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
