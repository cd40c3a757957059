import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Config, readConfig } from "./config.ts";
import { failureCode } from "./failures.ts";
import { createTokenVerifier } from "./token-verifier.ts";

const poolId = "us-west-2_AbCdEf123";
const known = generateKeyPairSync("rsa", { modulusLength: 2048 });
const unknown = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const nowSeconds = () => Math.floor(Date.now() / 1000);

const claims = (more: object = {}) => ({
  sub: "subject-1",
  iss: `https://cognito-idp.us-west-2.amazonaws.com/${poolId}`,
  client_id: "client1",
  token_use: "access",
  origin_jti: "session-1",
  jti: "token-1",
  "cognito:groups": ["staff"],
  iat: nowSeconds(),
  exp: nowSeconds() + 3600,
  ...more,
});

function sign(payload: object, { kid = "key-1", key = known.privateKey }: { kid?: string; key?: KeyObject } = {}) {
  const head = `${encode({ alg: "RS256", kid })}.${encode(payload)}`;
  return `${head}.${createSign("RSA-SHA256").update(head).sign(key, "base64url")}`;
}

/** The pool's key set, as the pool would publish it, until the test takes it down. */
const keySet: { up: boolean; asked: string[] } = { up: true, asked: [] };
const server = createServer((request, response) => {
  keySet.asked.push(request.url ?? "");
  if (!keySet.up) response.writeHead(500).end();
  else
    response.end(
      JSON.stringify({
        keys: [{ ...known.publicKey.export({ format: "jwk" }), kid: "key-1", alg: "RS256", use: "sig" }],
      }),
    );
});
let config: Config;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  config = readConfig({
    AWS_REGION: "us-west-2",
    COGNITO_USER_POOL_ID: poolId,
    COGNITO_CLIENT_ID: "client1",
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
});
afterAll(() => {
  server.close();
});
beforeEach(() => {
  keySet.up = true;
  keySet.asked = [];
});

const verify = (token: string) => createTokenVerifier(config)(token);
const invalid = { ok: false, rejection: { code: "invalid_token", message: expect.any(String) } };

describe("an access token", () => {
  it("of this pool and this client says who calls, for how long, and in which session", async () => {
    const exp = nowSeconds() + 60;
    expect(await verify(sign(claims({ exp })))).toEqual({
      ok: true,
      value: { subject: "subject-1", clientId: "client1", groups: ["staff"], session: "session-1", expiresAt: exp },
    });
    expect(keySet.asked).toEqual([`/${poolId}/.well-known/jwks.json`]);
  });

  it("without groups belongs to none, and without a session stands for itself", async () => {
    const plain = sign(claims({ "cognito:groups": undefined, origin_jti: undefined }));
    expect(await verify(plain)).toMatchObject({ value: { groups: [], session: "token-1" } });
  });

  it("is judged by keys that are fetched once", async () => {
    const verifyToken = createTokenVerifier(config);
    await Promise.all([1, 2, 3].map(() => verifyToken(sign(claims()))));
    await verifyToken(sign(claims()));
    expect(keySet.asked).toHaveLength(1);
  });

  it("that is over has expired, and is not called invalid", async () => {
    const outcome = await verify(sign(claims({ exp: nowSeconds() - 1 })));
    expect(outcome).toMatchObject({ ok: false, rejection: { code: "token_expired" } });
  });

  it.each<[string, () => string]>([
    ["of another client", () => sign(claims({ client_id: "client2" }))],
    ["that is an ID token", () => sign(claims({ token_use: "id", aud: "client1", client_id: undefined }))],
    ["of another pool", () => sign(claims({ iss: "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_Other" }))],
    ["that never ends", () => sign(claims({ exp: undefined }))],
    ["whose end is no number", () => sign(claims({ exp: "tomorrow" }))],
    ["not valid yet", () => sign(claims({ nbf: nowSeconds() + 600 }))],
    ["signed by somebody else under our key's name", () => sign(claims(), { key: unknown.privateKey })],
    ["without signature", () => `${encode({ alg: "none", kid: "key-1" })}.${encode(claims())}.`],
    ["without algorithm", () => sign(claims()).replace(/^[^.]+/, encode({ kid: "key-1" }))],
    ["without key name", () => sign(claims()).replace(/^[^.]+/, encode({ alg: "RS256" }))],
    [
      "signed with our public key as a shared secret",
      () => {
        const head = `${encode({ alg: "HS256", kid: "key-1" })}.${encode(claims())}`;
        const pem = known.publicKey.export({ format: "pem", type: "spki" });
        return `${head}.${createHmac("sha256", pem).update(head).digest("base64url")}`;
      },
    ],
    [
      "with changed claims",
      () => {
        const [head, , signature] = sign(claims()).split(".");
        return `${head}.${encode(claims({ sub: "subject-2" }))}.${signature}`;
      },
    ],
    ["that is no JSON", () => "e30.bm90IGpzb24.e30"],
    ["that is no token", () => "hello"],
    ["that is empty", () => ""],
  ])("%s is invalid", async (_, make) => {
    expect(await verify(make())).toEqual(invalid);
  });

  it("that names a key we do not know is invalid, the first time and when the library waits before it looks again", async () => {
    const verifyToken = createTokenVerifier(config);
    const foreign = () => verifyToken(sign(claims(), { kid: "key-2", key: unknown.privateKey }));
    expect([await foreign(), await foreign()]).toEqual([invalid, invalid]);
    expect(keySet.asked).toHaveLength(1);
    expect((await verifyToken(sign(claims()))).ok).toBe(true);
  });
});

describe("while the key set cannot be fetched", () => {
  it("no token can be judged: unavailable, the first time and every time", async () => {
    keySet.up = false;
    const verifyToken = createTokenVerifier(config);
    for (const attempt of [1, 2]) {
      const error = await verifyToken(sign(claims())).catch((thrown: unknown) => thrown);
      expect(failureCode(error), `attempt ${attempt}`).toBe("unavailable");
    }
  });

  it("nothing listens there: unavailable too", async () => {
    const nobody = createTokenVerifier({ ...config, cognitoEndpoint: "http://127.0.0.1:1" });
    const error = await nobody(sign(claims())).catch((thrown: unknown) => thrown);
    expect(failureCode(error)).toBe("unavailable");
  });

  it("tokens of keys that are known already still pass, others cannot be judged", async () => {
    const verifyToken = createTokenVerifier(config);
    await verifyToken(sign(claims()));
    keySet.up = false;
    expect((await verifyToken(sign(claims()))).ok).toBe(true);
    const foreign = sign(claims(), { kid: "key-2", key: unknown.privateKey });
    const error = await verifyToken(foreign).catch((thrown: unknown) => thrown);
    expect(failureCode(error)).toBe("unavailable");
  });
});
