import type { SigningKey } from "./ports.ts";

const daySeconds = 86_400;
const periodSeconds = 30 * daySeconds;
/** Longer than any token lives that the key before has signed. */
const overlapSeconds = 3600;

type MakeKey = (signsFrom: number) => Promise<SigningKey>;

/**
 * The keys to publish from now on, oldest first: two at any time. Each is published a period of 30 days before it signs,
 * and an hour after it has stopped. Answers the same array when nothing is due. `now` is Unix time in seconds.
 */
export async function rotateKeys(
  keys: readonly SigningKey[],
  now: number,
  make: MakeKey = makeSigningKey,
): Promise<readonly SigningKey[]> {
  const newest = keys.at(-1);
  if (!newest) return [await make(0), await make(now + periodSeconds)];
  if (newest.signsFrom + overlapSeconds > now) return keys;
  return [newest, await make(Math.max(newest.signsFrom + periodSeconds, now + overlapSeconds))];
}

/** The same keys with the one first that signs now: the youngest whose time has come. */
export function signingFirst(keys: readonly SigningKey[], now: number): readonly SigningKey[] {
  const signing = keys.findLast(({ signsFrom }) => signsFrom <= now);
  return signing ? [signing, ...keys.filter((key) => key !== signing)] : keys;
}

/** A new key pair for ES256, named by its thumbprint (RFC 7638). */
async function makeSigningKey(signsFrom: number): Promise<SigningKey> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = await import("jose");
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const { kty = "", crv = "", x = "", y = "", d = "" } = await exportJWK(privateKey);
  const jwk = { kty, crv, x, y, d, alg: "ES256", use: "sig" };
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, jwk: { ...jwk, kid }, signsFrom };
}
