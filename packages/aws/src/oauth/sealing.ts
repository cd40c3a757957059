import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export type Keys = readonly [Uint8Array, ...Uint8Array[]];

/**
 * Makes keys for one purpose from the server's secrets (HKDF-SHA-256, RFC 5869). A secret is one text, or several with
 * blanks between: the first is used, the others still open what was made with them before.
 */
export function deriveKeys(secrets: string, purpose: string): Keys {
  const [first = "", ...others] = secrets.trim().split(/\s+/);
  const derive = (secret: string) => new Uint8Array(hkdfSync("sha256", secret, "", `shop/oauth/${purpose}`, keyBytes));
  return [derive(first), ...others.map(derive)];
}

/** Encrypts a value (AES-256-GCM, NIST SP 800-38D). It opens only under the same name. */
export function seal(value: unknown, name: string, [key]: Keys): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(name));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Opens what `seal` made; `undefined` when it was changed, moved, or sealed with a secret that is gone. */
export function unseal(sealed: Uint8Array, name: string, keys: Keys): unknown {
  for (const key of keys) {
    try {
      const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes))
        .setAAD(Buffer.from(name))
        .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      const text = Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
      return JSON.parse(text.toString());
    } catch {
      // Not with this key.
    }
  }
  return undefined;
}
