import { type Outcome, ok, reject } from "@shop/core";
import type { CryptoKey, errors, JWTPayload } from "jose";
import type { SigningKey } from "./ports.ts";

/** What a verified access token says. */
export interface AccessClaims {
  readonly subject: string;
  readonly clientId: string;
  readonly grantId: string;
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

interface Options {
  /** Issuer and audience in one: the origin of this server. */
  readonly issuer: string;
  readonly loadKeys: () => Promise<readonly SigningKey[]>;
  readonly now: () => number;
}

const requiredClaims = ["exp", "iat", "sub", "jti", "gid", "client_id", "scope"];
const skewSeconds = 5;
const unknownMs = 10_000;
const refreshMs = 300_000;

/**
 * Verifies access tokens of this server (RFC 9068): `at+jwt`, ES256 with a key of ours by its id, our issuer, us and
 * nobody else as audience, and every claim we write. Whether the grant behind it still stands is for the caller to ask.
 */
export function createAccessTokenVerifier({ issuer, loadKeys, now }: Options) {
  let known = new Map<string, CryptoKey>();
  let loadedAt = Number.NEGATIVE_INFINITY;

  async function keyOf(kid: string | undefined): Promise<CryptoKey> {
    // An unknown id is worth one look at the key set, not one for each forged token.
    if (now() - loadedAt > (known.has(kid ?? "") ? refreshMs : unknownMs)) {
      known = await publicKeys(await loadKeys());
      loadedAt = now();
    }
    const key = known.get(kid ?? "");
    if (key) return key;
    const { errors } = await import("jose");
    throw new errors.JWKSNoMatchingKey();
  }

  return async function verifyAccessToken(token: string): Promise<Outcome<AccessClaims>> {
    // Loaded with the first token: a server that is asked for a search starts without it.
    const { errors, jwtVerify } = await import("jose");
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => keyOf(kid), {
        issuer,
        audience: issuer,
        algorithms: ["ES256"],
        typ: "at+jwt",
        requiredClaims,
        clockTolerance: skewSeconds,
        currentDate: new Date(now()),
      });
      return payload.aud === issuer ? toClaims(payload) : invalid;
    } catch (error) {
      return refusal(error, errors);
    }
  };
}

async function publicKeys(keys: readonly SigningKey[]): Promise<Map<string, CryptoKey>> {
  const { importJWK } = await import("jose");
  const imported = await Promise.all(
    keys.map(async ({ kid, jwk: { d: _, ...jwk } }) => [kid, (await importJWK(jwk, "ES256")) as CryptoKey] as const),
  );
  return new Map(imported);
}

function toClaims(payload: JWTPayload): Outcome<AccessClaims> {
  const { sub, exp, client_id: clientId, gid: grantId, scope, groups = [] } = payload;
  if (typeof clientId !== "string" || typeof grantId !== "string" || typeof scope !== "string") return invalid;
  if (!Array.isArray(groups) || sub === undefined || exp === undefined) return invalid;
  return ok({ subject: sub, clientId, grantId, scopes: scope.split(" "), groups: groups.map(String), expiresAt: exp });
}

function refusal(error: unknown, { JWTExpired, JOSEError }: typeof errors): Outcome<never> {
  if (error instanceof JWTExpired) return reject("token_expired", "The access token has expired");
  if (error instanceof JOSEError || error instanceof TypeError) return invalid;
  throw error;
}

const invalid = reject("invalid_token", "The access token is not valid for this shop");
