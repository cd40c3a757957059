import { randomBytes } from "node:crypto";
import { type CognitoClient, checkFlow, checkSecretHash, getClient, isSecretRight } from "./client.ts";
import { CognitoError, invalidParameter, notAuthorized } from "./errors.ts";
import { findText, getParameter, getParameters, getText, type Input } from "./input.ts";
import type { Context, Operations } from "./operation.ts";
import type { User } from "./state.ts";
import {
  checkAccessToken,
  findSession,
  openSession,
  refresh,
  revokeAllSessions,
  revokeSession,
  type Tokens,
  userScope,
} from "./tokens.ts";
import { listAttributes } from "./user-attributes.ts";

/** Signing in, staying signed in, signing out: what an app does for its user. */
export const sessionOperations: Operations = {
  InitiateAuth(input, context) {
    const client = getClient(context.pool.clients, getText(input, "ClientId"));
    const flow = getText(input, "AuthFlow");
    if (flow === "USER_PASSWORD_AUTH") return passwordAuth(client, input, context);
    if (flow === "REFRESH_TOKEN_AUTH" || flow === "REFRESH_TOKEN") return refreshAuth(client, input, context);
    throw invalidParameter("Initiate Auth method not supported.");
  },
  async GetTokensFromRefreshToken(input, { pool }) {
    const client = getClient(pool.clients, getText(input, "ClientId"));
    checkClientSecret(client, input);
    return { AuthenticationResult: showTokens(await refresh(pool, client, getText(input, "RefreshToken"))) };
  },
  async RevokeToken(input, { pool }) {
    const client = getClient(pool.clients, getText(input, "ClientId"));
    checkClientSecret(client, input);
    const token = getText(input, "Token");
    if (pool.signer.read(token)) throw new CognitoError("UnsupportedTokenTypeException", "Unsupported token type");
    const session = findSession(pool, token);
    if (session && session.clientId !== client.clientId) throw notAuthorized("Invalid Refresh Token");
    if (session) await revokeSession(pool, session);
    return {};
  },
  async GlobalSignOut(input, { pool }) {
    await revokeAllSessions(pool, checkAccessToken(pool, getText(input, "AccessToken"), userScope).user.sub);
    return {};
  },
  GetUser(input, { pool }) {
    const { user } = checkAccessToken(pool, getText(input, "AccessToken"), userScope);
    return { Username: user.sub, UserAttributes: listAttributes(user) };
  },
};

async function passwordAuth(client: CognitoClient, input: Input, { pool, signIn }: Context) {
  checkFlow(client, "ALLOW_USER_PASSWORD_AUTH");
  const parameters = getParameters(input);
  const username = getParameter(parameters, "USERNAME");
  const password = getParameter(parameters, "PASSWORD");
  checkSecretHash(client, username, findText(parameters, "SECRET_HASH"));
  const user = await signIn(username, password);
  if (user.status === "FORCE_CHANGE_PASSWORD") return newPasswordChallenge(user);
  const tokens = await openSession(pool, { user, client, scope: userScope, authTimeMs: pool.now() });
  return { AuthenticationResult: showTokens(tokens), ChallengeParameters: {} };
}

async function refreshAuth(client: CognitoClient, input: Input, { pool }: Context) {
  checkFlow(client, "ALLOW_REFRESH_TOKEN_AUTH");
  if (client.rotateRefreshTokens) {
    throw invalidParameter("REFRESH_TOKEN_AUTH is not supported when refresh token rotation is enabled.");
  }
  const parameters = getParameters(input);
  const token = getParameter(parameters, "REFRESH_TOKEN");
  checkSecretHash(client, findSession(pool, token)?.sub ?? "", findText(parameters, "SECRET_HASH"));
  return { AuthenticationResult: showTokens(await refresh(pool, client, token)), ChallengeParameters: {} };
}

/** A session that nothing here answers: an administrator gives the permanent password instead. */
function newPasswordChallenge(user: User) {
  const userAttributes = JSON.stringify(user.attributes);
  return {
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: randomBytes(32).toString("base64url"),
    ChallengeParameters: { USER_ID_FOR_SRP: user.sub, requiredAttributes: "[]", userAttributes },
  };
}

function checkClientSecret(client: CognitoClient, input: Input): void {
  if (isSecretRight(client, findText(input, "ClientSecret"))) return;
  throw notAuthorized(`Client secret does not match for the client: ${client.clientId}`);
}

function showTokens({ accessToken, idToken, refreshToken, expiresIn }: Tokens) {
  const tokens = { AccessToken: accessToken, IdToken: idToken, ...(refreshToken && { RefreshToken: refreshToken }) };
  return { ...tokens, ExpiresIn: expiresIn, TokenType: "Bearer" };
}
