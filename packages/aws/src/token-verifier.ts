import { type Outcome, ok, reject } from "@shop/core";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { FetchError, JwtBaseError, JwtExpiredError, WaitPeriodNotYetEndedJwkError } from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import type { Config } from "./config.ts";
import { keySetFetcher } from "./key-set.ts";

/** What a verified access token of `/auth/login` says. */
export interface TokenClaims {
  readonly subject: string;
  readonly clientId: string;
  readonly groups: readonly string[];
  /** Same for every token of one sign-in. */
  readonly session: string;
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

/**
 * Verifies Cognito access tokens of this pool and this client. The key set comes from the pool's own address, or from
 * the Cognito endpoint in its place when one is configured.
 */
export function createTokenVerifier(config: Config) {
  let keysKnown = false;
  const fetcher = keySetFetcher(config, () => {
    keysKnown = true;
  });
  const { userPoolId, clientId } = config;
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, clientId, tokenUse: "access" },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );

  return async function verifyToken(token: string): Promise<Outcome<TokenClaims>> {
    try {
      return toClaims(await verifier.verify(token));
    } catch (error) {
      return refusal(error, keysKnown);
    }
  };
}

type Payload = Awaited<ReturnType<ReturnType<typeof CognitoJwtVerifier.create>["verify"]>> & { client_id?: string };

/** aws-jwt-verify accepts a token without `exp`, which would never end. */
const toClaims = (claims: Payload): Outcome<TokenClaims> =>
  typeof claims.exp === "number"
    ? ok({
        subject: claims.sub,
        clientId: claims.client_id ?? "",
        groups: claims["cognito:groups"] ?? [],
        session: claims.origin_jti ?? claims.jti,
        expiresAt: claims.exp,
      })
    : invalid;

function refusal(error: unknown, keysKnown: boolean): Outcome<never> {
  if (error instanceof JwtExpiredError) return reject("token_expired", "The access token has expired");
  // After a failed look-up the library waits before it asks again. With keys at hand the token names an unknown one.
  const cannotTell = error instanceof FetchError || (error instanceof WaitPeriodNotYetEndedJwkError && !keysKnown);
  if (!cannotTell && (error instanceof JwtBaseError || error instanceof SyntaxError)) return invalid;
  throw error;
}

const invalid = reject("invalid_token", "The access token is not valid for this shop");
