import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorize, connect, post, redeem, registerApp, statusOf, type TestApp } from "../support/oauth/app.ts";
import { openBrowser, walk } from "../support/oauth/browser.ts";
import { openPlace, type Place } from "../support/oauth/place.ts";
import { brokerClientId, clientId, otherClientId } from "../support/stage.ts";
import { claimsOf, headerOf, signIn } from "../support/tokens.ts";

let place: Place;
let app: TestApp;
let good: string;
let key: KeyObject;
beforeAll(async () => {
  place = await openPlace();
  app = await registerApp(place.url);
  good = (await connect(place.url, app)).access_token;
  const keys = (await place.stage.backend.oauth?.ports.loadSigningKeys()) ?? [];
  const own = keys.find(({ kid }) => kid === headerOf(good)["kid"]);
  key = createPrivateKey({ key: own?.jwk as never, format: "jwk" });
});
afterAll(async () => {
  expect(place.stage.failures).toEqual([]);
  await place[Symbol.asyncDispose]();
});

type Claims = Readonly<Record<string, unknown>>;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function signed(header: Claims, claims: Claims, by: KeyObject = key): string {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${sign("sha256", Buffer.from(content), { key: by, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

const make = (change: { header?: Claims; claims?: Claims } = {}, by = key) =>
  signed({ ...headerOf(good), ...change.header }, { ...claimsOf(good), ...change.claims }, by);
const without = (name: string) => {
  const { [name]: _, ...claims } = claimsOf(good);
  return signed(headerOf(good), claims);
};
const now = () => Math.floor(Date.now() / 1000);

async function refuse(token: string): Promise<void> {
  for (const tool of ["get_order_history", "search_products"]) expect(await statusOf(place.url, token, tool)).toBe(401);
}

it("an access token says who, for whom, for what and until when, and no more", async () => {
  expect(headerOf(good)).toEqual({ alg: "ES256", typ: "at+jwt", kid: expect.any(String) });
  expect(claimsOf(good)).toEqual({
    iss: place.url,
    aud: place.url,
    sub: expect.any(String),
    client_id: app.clientId,
    scope: "shop:orders shop:reviews shop:returns",
    gid: expect.any(String),
    groups: [],
    jti: expect.any(String),
    iat: expect.any(Number),
    exp: Number(claimsOf(good)["iat"]) + 900,
  });
  expect(await statusOf(place.url, make())).toBe(200); // made here by the same rules: what follows fails for its change
});

describe("a token for somebody else", () => {
  it.each([
    ["another audience", { aud: "https://other.example" }],
    ["an audience that begins like ours", { aud: "http://localhost:1" }],
    ["several audiences, ours among them", { aud: ["https://other.example", "OURS"] }],
    ["a list of ours alone", { aud: ["OURS"] }],
    ["no audience", { aud: undefined }],
    ["the endpoint as audience", { aud: "OURS/mcp" }],
    ["another issuer", { iss: "https://other.example" }],
    ["our issuer with a slash", { iss: "OURS/" }],
  ])("with %s is refused", async (_what, claims) => {
    const own = JSON.parse(JSON.stringify(claims).replaceAll("OURS", place.url)) as Claims;
    await refuse(make({ claims: "aud" in own || "iss" in own ? own : { aud: undefined } }));
  });

  it("of the same pool is refused: another app's, the sign-in page's, an ID token, a refresh token", async () => {
    const other = await signIn(place.stage.cognito, otherClientId);
    const own = await signIn(place.stage.cognito, clientId);
    for (const token of [other.accessToken, other.idToken, own.idToken]) await refuse(token);
    const broker = await tokensOfSignInPage();
    for (const token of [broker.access_token, broker.id_token, broker.refresh_token]) await refuse(token);
  });

  it("of our own making but another kind is refused: a refresh token, a code, an old one", async () => {
    const { answer, verifier } = await authorize(place.url, app);
    await refuse(String(answer["code"]));
    const { body } = await redeem(place.url, app, { code: String(answer["code"]), verifier });
    await refuse(body.refresh_token);
    for (const typ of ["JWT", "at+jwt+x", undefined, "application/at+json"]) await refuse(make({ header: { typ } }));
  });

  it("that no longer lasts, or never ends, is refused", async () => {
    await refuse(make({ claims: { exp: now() - 60 } }));
    await refuse(make({ claims: { nbf: now() + 3600 } }));
    for (const name of ["exp", "iat", "sub", "jti", "gid", "client_id", "scope", "aud", "iss"])
      await refuse(without(name));
    await refuse(make({ claims: { exp: "never" } }));
    await refuse(make({ claims: { gid: "made-up" } }));
  });
});

/** Tokens of the app client that our sign-in uses at Cognito, taken where our server would take them. */
async function tokensOfSignInPage() {
  const state = crypto.randomUUID();
  const redirectUri = `${place.url}/oauth/callback`;
  const query = new URLSearchParams({
    response_type: "code",
    client_id: brokerClientId,
    redirect_uri: redirectUri,
    state,
    scope: "openid",
  });
  const start = `${place.stage.cognito.url}/oauth2/authorize?${query}`;
  const back = new URL(await walk(openBrowser(), start, { stopAt: (url) => url.startsWith(redirectUri) }));
  const credentials = Buffer.from(`${brokerClientId}:broker-secret-of-this-test-stage`).toString("base64");
  const response = await fetch(`${place.stage.cognito.url}/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: back.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
    }),
  });
  return (await response.json()) as { access_token: string; id_token: string; refresh_token: string };
}

describe("a confused algorithm", () => {
  const publicJwk = () => createPublicKey(key).export({ format: "jwk" });
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const hmac = (secret: string | Buffer, header: Claims) => {
    const content = `${encode(header)}.${encode(claimsOf(good))}`;
    return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
  };

  it.each(["none", "None", "NONE", "", "HS256", "RS256", "ES384", "EdDSA"])("named %s is refused", async (alg) => {
    const body = `${encode({ ...headerOf(good), alg })}.${encode(claimsOf(good))}`;
    await refuse(`${body}.`);
    await refuse(`${body}.${good.split(".")[2]}`);
    await refuse(make({ header: { alg } }));
  });

  it("that takes our public key for a secret is refused", async () => {
    const pem = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
    const { x = "" } = publicJwk();
    for (const secret of [pem, JSON.stringify(publicJwk()), Buffer.from(x, "base64url"), ""])
      await refuse(hmac(secret, { ...headerOf(good), alg: "HS256" }));
  });

  it("with a key of its own, wherever it names it, is refused", async () => {
    const jwk = createPublicKey(stranger).export({ format: "jwk" });
    await refuse(make({}, stranger));
    await refuse(make({ header: { jwk } }, stranger));
    for (const kid of ["stranger", "", "../../etc/passwd", undefined, 1])
      await refuse(make({ header: { kid } }, stranger));
    await refuse(make({ header: { jku: "https://evil.example/jwks", x5u: "https://evil.example/x" } }, stranger));
    await refuse(make({ header: { crit: ["exp"] } }));
  });

  it("is not taken for the other issuer's either: each kind of token is held to its own rules", async () => {
    const login = (await signIn(place.stage.cognito, clientId)).accessToken;
    await refuse(signed(headerOf(good), claimsOf(login)));
    await refuse(signed(headerOf(login), claimsOf(good)));
    await refuse(make({ claims: { iss: claimsOf(login)["iss"] } }));
    expect((await post(`${place.url}/tools/get_order_history`, {}, { authorization: `Bearer ${login}` })).status).toBe(
      200,
    );
  });
});
