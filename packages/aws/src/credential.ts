import { type Outcome, shopScopes } from "@shop/core";
import type { AccessClaims } from "@shop/oauth";
import type { Database } from "./database.ts";
import { endSession, hasEnded, type SessionKeeper } from "./sessions.ts";
import type { TokenClaims } from "./token-verifier.ts";

/** A verified token, whichever door it came from: what it says, whether it still stands, how it ends. */
export interface Credential {
  readonly subject: string;
  readonly clientId: string;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  /** True for the person's own sign-in with a password, false for an app that acts for them. */
  readonly isOwn: boolean;
  /** Unix time in seconds. */
  readonly expiresAt: number;
  /** Asks the tables. */
  stands(db: Database): Promise<boolean>;
  /** True when this very process has just ended it: asks nobody. */
  endedHere(): boolean;
  end(db: Database): Promise<void>;
  /** What the app that holds it calls itself. */
  appName(): Promise<string | undefined>;
}

/** Tokens of our own authorization server, and the grants behind them. */
export interface Grants {
  readonly issuer: string;
  verify(token: string): Promise<Outcome<AccessClaims>>;
  stands(grantId: string, db: Database): Promise<boolean>;
  endedHere(grantId: string): boolean;
  end(grantId: string): Promise<void>;
  /** What an app has called itself here; `undefined` where it has not, or cannot be asked for now. */
  nameOf(clientId: string): Promise<string | undefined>;
}

interface Deps {
  readonly verifyLogin: (token: string) => Promise<Outcome<TokenClaims>>;
  readonly sessions: SessionKeeper;
  /** Absent where the stage has no authorization server. */
  readonly grants?: Grants | undefined;
}

/**
 * The one verifier of bearer tokens: takes what `/auth/login` and our own authorization server have issued for this
 * shop, each checked by its own rules, and nothing else (MCP authorization, "Token passthrough"). Which of the two is
 * to judge is read from the token, unverified; whoever lies about it is refused by the one they name.
 */
export function createVerifier({ verifyLogin, sessions, grants }: Deps) {
  return async function verify(token: string): Promise<Outcome<Credential>> {
    if (grants && issuerOf(token) === grants.issuer) {
      const claims = await grants.verify(token);
      return claims.ok ? { ok: true, value: ofGrant(claims.value, grants) } : claims;
    }
    const claims = await verifyLogin(token);
    return claims.ok ? { ok: true, value: ofLogin(claims.value, sessions) } : claims;
  };
}

const ofGrant = ({ grantId, ...claims }: AccessClaims, grants: Grants): Credential => ({
  ...claims,
  isOwn: false,
  stands: (db) => grants.stands(grantId, db),
  endedHere: () => grants.endedHere(grantId),
  end: () => grants.end(grantId),
  appName: () => grants.nameOf(claims.clientId),
});

/** Who signs in with a password may do all that their account may: its groups decide about the staff's part. */
const ofLogin = (claims: TokenClaims, sessions: SessionKeeper): Credential => ({
  ...claims,
  scopes: [...shopScopes, "shop:staff"],
  isOwn: true,
  stands: async (db) => !(await hasEnded(db, claims)),
  endedHere: () => false,
  appName: async () => undefined,
  end: (db) => endSession(db, claims, sessions),
});

function issuerOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).iss;
  } catch {
    return undefined;
  }
}
