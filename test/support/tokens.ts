import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Claims = Readonly<Record<string, unknown>>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part = ""): Record<string, unknown> => JSON.parse(Buffer.from(part, "base64url").toString());

export const headerOf = (token: string): Record<string, unknown> => decode(token.split(".")[0]);
export const claimsOf = (token: string): Record<string, unknown> => decode(token.split(".")[1]);

/** The pool's private key, from the data folder of the Cognito stand-in: to make what only the pool could make. */
export const poolKey = (dataDir: string): KeyObject =>
  createPrivateKey(JSON.parse(readFileSync(join(dataDir, "cognito.json"), "utf8")).privateKeyPem);

export const newKey = (): KeyObject => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

/** A token with these claims and header, signed with RS256. */
export function signed(key: KeyObject, header: Claims, claims: Claims): string {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

/** As `signed`, but the payload is given as text: for JSON that no `JSON.stringify` would write. */
function signedText(key: KeyObject, header: Claims, payload: string): string {
  const content = `${encode(header)}.${Buffer.from(payload).toString("base64url")}`;
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

const hmac = (secret: string | Buffer, header: Claims, claims: Claims): string => {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
};

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** Changes one character in the middle of a part of the token. */
function tamper(token: string, part: number): string {
  const parts = token.split(".");
  const text = parts[part] ?? "";
  const at = Math.floor(text.length / 2);
  parts[part] = `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
  return parts.join(".");
}

interface Forgery {
  /** A good token to start from. */
  readonly good: string;
  /** What the pool signs with. */
  readonly key: KeyObject;
  readonly otherClientId: string;
}

/** Tokens that are almost right: signed by nobody, by somebody else, in another way, or over other claims. */
export function forgeries({ good, key, otherClientId }: Forgery): Record<string, string> {
  const header = headerOf(good);
  const claims = claimsOf(good);
  const [head = "", body = "", signature = ""] = good.split(".");
  const pem = createPublicKey(key).export({ type: "spki", format: "pem" });
  const jwk = createPublicKey(key).export({ format: "jwk" });
  const stranger = newKey();
  const strangerJwk = createPublicKey(stranger).export({ format: "jwk" });
  const with_ = (changes: Claims): string => signed(key, header, { ...claims, ...changes });
  const without = (name: string): string =>
    signed(key, header, Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name)));
  return {
    "expired an hour ago": with_({ exp: nowSeconds() - 3600 }),
    "without an expiry": without("exp"),
    "with an expiry in words": with_({ exp: "never" }),
    "with an expiry of null": with_({ exp: null }),
    "with an expiry beyond numbers": signedText(
      key,
      header,
      JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999'),
    ),
    "not valid before tomorrow": with_({ nbf: nowSeconds() + 86_400 }),
    "of another client": with_({ client_id: otherClientId }),
    "of a list of clients": with_({ client_id: [claims["client_id"], otherClientId] }),
    "of no client": without("client_id"),
    "of another use": with_({ token_use: "id" }),
    "of no use": without("token_use"),
    "of another issuer": with_({ iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Stranger1" }),
    "of an issuer that begins like ours": with_({ iss: `${claims["iss"]}.example.com` }),
    "of no issuer": without("iss"),
    "unsigned (alg none)": `${encode({ ...header, alg: "none" })}.${body}.`,
    "unsigned (alg None)": `${encode({ ...header, alg: "None" })}.${body}.`,
    "alg none with the old signature": `${encode({ ...header, alg: "none" })}.${body}.${signature}`,
    "HS256 with the public key as PEM": hmac(pem.toString(), { ...header, alg: "HS256" }, claims),
    "HS256 with the public modulus": hmac(Buffer.from(jwk.n ?? "", "base64url"), { ...header, alg: "HS256" }, claims),
    "HS256 behind an RS256 header": hmac(pem.toString(), header, claims),
    "signed by a stranger under our key id": signed(stranger, header, claims),
    "signed by a stranger under his own key id": signed(stranger, { ...header, kid: "stranger" }, claims),
    "with the stranger's key inside": signed(stranger, { ...header, jwk: strangerJwk }, claims),
    "with a key address inside": signed(stranger, { ...header, kid: "x", jku: "http://127.0.0.1:9/keys" }, claims),
    "with a path as key id": signed(stranger, { ...header, kid: "../../../dev/null" }, claims),
    "without a key id": signed(key, { alg: "RS256" }, claims),
    "with another header": tamper(good, 0),
    "with another payload": `${head}.${encode({ ...claims, username: "somebody", sub: "somebody" })}.${signature}`,
    "with another signature": tamper(good, 2),
    "without a signature": `${head}.${body}.`,
    "of two parts": `${head}.${body}`,
    "of four parts": `${good}.${signature}`,
    garbage: "garbage",
    "not base64": "%%%.%%%.%%%",
    "of eight kilobytes": "a".repeat(8000),
    "of JSON that is no object": `${encode(header)}.${encode(null)}.${signature}`,
  };
}

interface Pool {
  readonly url: string;
}

/** Both tokens of a sign-in at the pool itself, which our server has not seen yet. */
export async function signIn({ url }: Pool, clientId: string, email = "demo1@example.com") {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
    },
    body: JSON.stringify({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: clientId,
      AuthParameters: { USERNAME: email, PASSWORD: "Demo123!" },
    }),
  });
  const { AuthenticationResult: result } = (await response.json()) as any;
  return { accessToken: String(result.AccessToken), idToken: String(result.IdToken) };
}
