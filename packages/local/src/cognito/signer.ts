import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  sign,
  verify,
} from "node:crypto";
import { promisify } from "node:util";

export type Claims = Readonly<Record<string, unknown>>;

/** Signs tokens with the pool's key (RS256) and reads back its own. */
export interface Signer {
  jwk: JsonWebKey & { kid: string; use: "sig"; alg: "RS256" };
  sign(claims: Claims): string;
  /** The claims of a token this key signed, else undefined. Says nothing about expiry. */
  read(token: string): Claims | undefined;
}

/** A new RSA key as PEM: made once per data folder, never shipped. */
export async function generatePrivateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

export function createSigner(privateKeyPem: string): Signer {
  const privateKey = createPrivateKey(privateKeyPem);
  const publicKey = createPublicKey(privateKey);
  const { kty, n, e } = publicKey.export({ format: "jwk" });
  // RFC 7638 thumbprint: the members in this order, so that the key id follows from the key.
  const kid = createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
  const header = encode({ kid, alg: "RS256" });
  return {
    jwk: { kty: kty ?? "RSA", n: n ?? "", e: e ?? "", kid, use: "sig", alg: "RS256" },
    sign(claims) {
      const content = `${header}.${encode(claims)}`;
      return `${content}.${sign("sha256", Buffer.from(content), privateKey).toString("base64url")}`;
    },
    read(token) {
      const [givenHeader, payload, signature, ...rest] = token.split(".");
      // Only the very header this key writes: no algorithm is ever taken from a token.
      if (givenHeader !== header || !payload || !signature || rest.length > 0) return undefined;
      const content = Buffer.from(`${header}.${payload}`);
      if (!verify("sha256", content, publicKey, Buffer.from(signature, "base64url"))) return undefined;
      return JSON.parse(Buffer.from(payload, "base64url").toString());
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
