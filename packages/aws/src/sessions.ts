import type { Database } from "./database.ts";
import type { TokenClaims } from "./token-verifier.ts";

/** Keeps what ends a password sign-in at Cognito until it ends. */
export interface SessionKeeper {
  remember(db: Database, claims: Pick<TokenClaims, "session" | "expiresAt">, refreshToken: string): Promise<void>;
  /** Ends the sign-in at Cognito, as far as it was remembered. */
  endAtCognito(db: Database, claims: Pick<TokenClaims, "session">): Promise<void>;
}

const keyOf = ({ session }: Pick<TokenClaims, "session">) => ({ pk: `signed-out#${session}` });

/** Remembers that a sign-in has ended, until its last token would have expired by itself, and ends it at Cognito. */
export async function endSession(
  db: Database,
  claims: Pick<TokenClaims, "session" | "expiresAt">,
  sessions: SessionKeeper,
): Promise<void> {
  await db.put({ TableName: db.tables.auth, Item: { ...keyOf(claims), expires_at: claims.expiresAt } });
  await sessions.endAtCognito(db, claims);
}

export async function hasEnded(db: Database, claims: Pick<TokenClaims, "session">): Promise<boolean> {
  const { Item } = await db.get({ TableName: db.tables.auth, Key: keyOf(claims), ConsistentRead: true });
  return Item !== undefined;
}
