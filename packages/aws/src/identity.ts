import { createHash, createHmac, randomBytes } from "node:crypto";
import { type Customer, type Outcome, ok, reject } from "@shop/core";
import { decomposeUnverifiedJwt } from "aws-jwt-verify/jwt";
import { findCustomerBySubject, linkCustomer } from "./customer-store.ts";
import type { Database } from "./database.ts";
import { ExpiringMap } from "./expiring-map.ts";
import type { PasswordLogin } from "./login.ts";
import { endSession, hasEnded } from "./sessions.ts";
import { singleFlight } from "./single-flight.ts";
import type { TokenClaims } from "./token-verifier.ts";

/** Who a verified token speaks for. A member of the staff need not be a customer. */
export interface Identity {
  readonly subject: string;
  readonly clientId: string;
  readonly groups: readonly string[];
  readonly customer: Customer | undefined;
}

export interface IdentityDeps {
  readonly verifyToken: (token: string) => Promise<Outcome<TokenClaims>>;
  readonly logIn: (email: string, password: string, signal: AbortSignal) => Promise<Outcome<PasswordLogin>>;
  readonly now: () => number;
}

const digestOf = (token: string) => createHash("sha256").update(token).digest("base64url");

/** How long a token's session and customer are trusted without asking the tables again: sign-out works within it. */
const recheckMs = 5000;
const basicMs = 300_000;
const remembered = 10_000;

interface Known {
  readonly identity: Identity;
  readonly claims: TokenClaims;
}

export function createIdentities({ verifyToken, logIn, now }: IdentityDeps) {
  const known = new ExpiringMap<Known>({ ttlMs: recheckMs, max: remembered, now });
  const together = singleFlight<Outcome<Identity>>();
  const basic = new ExpiringMap<string>({ ttlMs: basicMs, max: remembered, now });
  // A key of this process only: what is remembered of a password is worth nothing elsewhere.
  const basicKey = randomBytes(32);

  /** Calls that arrive together with a token that is not known yet wait for one look-up. */
  const identify = async (db: Database, token: string): Promise<Outcome<Identity>> => {
    const cached = known.get(digestOf(token));
    if (cached && cached.claims.expiresAt * 1000 > now()) return ok(cached.identity);
    return together(digestOf(token), () => lookUp(db, token));
  };

  async function lookUp(db: Database, token: string): Promise<Outcome<Identity>> {
    const verified = await verifyToken(token);
    if (!verified.ok) return verified;
    const claims = verified.value;
    if (await hasEnded(db, claims)) return reject("invalid_token", "The session has been signed out");
    const { subject, clientId, groups } = claims;
    const identity = { subject, clientId, groups, customer: await findCustomerBySubject(db, subject) };
    known.set(digestOf(token), { identity, claims });
    return ok(identity);
  }

  const logInAs = (db: Database, email: string, password: string) =>
    logInWith({ verifyToken, logIn }, db, { email, password });

  /** As `identify`, for clients that send e-mail and password with each call. Asks Cognito once in five minutes. */
  async function identifyByPassword(db: Database, email: string, password: string): Promise<Outcome<Identity>> {
    const key = createHmac("sha256", basicKey)
      .update(JSON.stringify([email, password]))
      .digest("base64url");
    const token = basic.get(key);
    const remembered = token === undefined ? undefined : await identify(db, token);
    if (remembered?.ok) return remembered; // if not: signed out or expired since, but the password may still be right
    const login = await logInAs(db, email, password);
    if (!login.ok) return login;
    basic.set(key, login.value.accessToken);
    return identify(db, login.value.accessToken);
  }

  /** Ends the sign-in that a token came from, for every token of it. */
  const logOut = async (db: Database, token: string): Promise<Outcome<true>> => {
    const verified = await verifyToken(token);
    if (!verified.ok) return verified;
    await endSession(db, verified.value);
    known.delete(digestOf(token));
    return ok(true);
  };

  return { identify, logIn: logInAs, identifyByPassword, logOut };
}

export interface LoggedIn extends PasswordLogin {
  readonly customerId: string | undefined;
}

/** The token for e-mail and password, and whose it is. Ties the account to its customer at the first sign-in. */
async function logInWith(
  { verifyToken, logIn }: Omit<IdentityDeps, "now">,
  db: Database,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Outcome<LoggedIn>> {
  const login = await logIn(email, password, db.signal);
  if (!login.ok) return login;
  const verified = await verifyToken(login.value.accessToken);
  if (!verified.ok) return verified;
  const customer = (await findCustomerBySubject(db, verified.value.subject)) ?? (await linked(db, login.value));
  return ok({ ...login.value, customerId: customer?.customerId });
}

/** The ID token came straight from Cognito, in answer to our own request, so its claims need no second proof. */
async function linked(db: Database, { idToken }: PasswordLogin): Promise<Customer | undefined> {
  const { payload } = decomposeUnverifiedJwt(idToken);
  const customerId = payload["custom:customer_id"];
  if (typeof customerId !== "string" || typeof payload.sub !== "string") return undefined;
  return linkCustomer(db, customerId, payload.sub);
}
