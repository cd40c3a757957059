import { CognitoJwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimsOf, startPool, type TestPool } from "./test-support.ts";

let pool: TestPool;
beforeAll(async () => {
  pool = await startPool();
  await pool.addUser();
});
afterAll(() => pool.stop());

/** The verifier that production uses; only its way to the key set leads here. */
function createVerifier(clientId = "login", url = pool.url) {
  const fetcher = {
    async fetch(uri: string) {
      const path = uri.replace("https://cognito-idp.us-east-1.amazonaws.com", url);
      return (await fetch(path)).arrayBuffer();
    },
  };
  const jwksCache = new SimpleJwksCache({ fetcher });
  return CognitoJwtVerifier.create({ userPoolId: pool.poolId, clientId, tokenUse: "access" }, { jwksCache });
}

describe("the production verifier", () => {
  it("accepts an access token", async () => {
    const { AccessToken } = await pool.tokens();
    expect(await createVerifier().verify(AccessToken)).toMatchObject({ client_id: "login", token_use: "access" });
  });

  it("refuses an ID token, another client's, an expired and a changed one", async () => {
    const { AccessToken, IdToken } = await pool.tokens();
    const verifier = createVerifier();
    await expect(verifier.verify(IdToken)).rejects.toThrow(/Token use not allowed: id/);
    await expect(createVerifier("broker").verify(AccessToken)).rejects.toThrow(/Client ID not allowed: login/);
    const [header, , signature] = AccessToken.split(".");
    const forged = encode({ ...claimsOf(AccessToken), sub: "somebody" });
    await expect(verifier.verify(`${header}.${forged}.${signature}`)).rejects.toThrow(/Invalid signature/);
    pool.pass(-86_401);
    const expired = (await pool.tokens()).AccessToken;
    pool.pass(86_401);
    await expect(verifier.verify(expired)).rejects.toThrow(/Token expired/);
  });

  it("refuses a token without signature or of another pool with the same id", async () => {
    const { AccessToken } = await pool.tokens();
    const [header = "", payload] = AccessToken.split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString());
    const verifier = createVerifier();
    await expect(verifier.verify(`${encode({ alg: "none", kid })}.${payload}.`)).rejects.toThrow();
    const other = await startPool();
    try {
      await other.addUser();
      await expect(verifier.verify((await other.tokens()).AccessToken)).rejects.toThrow(/JWK/);
    } finally {
      await other.stop();
    }
  });
});

describe("discovery", () => {
  it("publishes the public key only", async () => {
    const { keys } = (await (await pool.get(`/${pool.poolId}/.well-known/jwks.json`)).json()) as { keys: object[] };
    expect(keys).toEqual([
      { kty: "RSA", alg: "RS256", use: "sig", kid: expect.any(String), n: expect.any(String), e: "AQAB" },
    ]);
  });

  it("names AWS as the issuer and itself for everything else", async () => {
    const document = await (await pool.get(`/${pool.poolId}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({
      issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool.poolId}`,
      authorization_endpoint: `${pool.url}/oauth2/authorize`,
      token_endpoint: `${pool.url}/oauth2/token`,
      jwks_uri: `${pool.url}/${pool.poolId}/.well-known/jwks.json`,
    });
    expect(document).not.toHaveProperty("code_challenge_methods_supported");
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
