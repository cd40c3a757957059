import { createHash, randomBytes } from "node:crypto";

/** Values kept under secrets we hand out; only hashes of the secrets are kept, each value for `lifeMs`. */
export interface Handles<Value> {
  add(value: Value): string;
  find(secret: string): Value | undefined;
  /** Like `find`, and the secret is worthless afterwards. */
  take(secret: string): Value | undefined;
}

export function createHandles<Value>(lifeMs: number, now: () => number): Handles<Value> {
  const kept = new Map<string, { value: Value; expiresAtMs: number }>();
  const find = (key: string) => {
    const entry = kept.get(key);
    return entry && now() < entry.expiresAtMs ? entry.value : undefined;
  };
  return {
    add(value) {
      for (const [key, { expiresAtMs }] of kept) if (expiresAtMs <= now()) kept.delete(key);
      const secret = randomBytes(32).toString("base64url");
      kept.set(hash(secret), { value, expiresAtMs: now() + lifeMs });
      return secret;
    },
    find: (secret) => find(hash(secret)),
    take(secret) {
      const key = hash(secret);
      const value = find(key);
      kept.delete(key);
      return value;
    },
  };
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
