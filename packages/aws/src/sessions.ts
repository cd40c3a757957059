import type { Database } from "./database.ts";
import type { TokenClaims } from "./token-verifier.ts";

const keyOf = ({ session }: Pick<TokenClaims, "session">) => ({ pk: `signed-out#${session}` });

/** Remembers that a sign-in has ended, until its last token would have expired by itself. */
export async function endSession(db: Database, claims: Pick<TokenClaims, "session" | "expiresAt">): Promise<void> {
  await db.put({ TableName: db.tables.auth, Item: { ...keyOf(claims), expires_at: claims.expiresAt } });
}

export async function hasEnded(db: Database, claims: Pick<TokenClaims, "session">): Promise<boolean> {
  const { Item } = await db.get({ TableName: db.tables.auth, Key: keyOf(claims), ConsistentRead: true });
  return Item !== undefined;
}
