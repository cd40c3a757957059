import { createHash, createHmac, randomBytes } from "node:crypto";
import { type Customer, type Outcome, ok, reject } from "@shop/core";
import { decomposeUnverifiedJwt } from "aws-jwt-verify/jwt";
import type { Credential } from "./credential.ts";
import { findCustomerBySubject, linkCustomer } from "./customer-store.ts";
import type { Database } from "./database.ts";
import { ExpiringMap } from "./expiring-map.ts";
import type { PasswordLogin } from "./login.ts";
import type { SessionKeeper } from "./sessions.ts";
import { singleFlight } from "./single-flight.ts";

/** Who a verified token speaks for. A member of the staff need not be a customer. */
export interface Identity {
  readonly subject: string;
  readonly clientId: string;
  readonly clientName?: string | undefined;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  /** True for the person's own sign-in with a password, false for an app that acts for them. */
  readonly isOwn: boolean;
  readonly customer: Customer | undefined;
}

export interface IdentityDeps {
  readonly verifyToken: (token: string) => Promise<Outcome<Credential>>;
  readonly sessions: Pick<SessionKeeper, "remember">;
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
  readonly credential: Credential;
}

/** Whether what was found out a moment ago still holds, as far as this process knows. */
const isGood = ({ expiresAt, endedHere }: Credential, nowMs: number): boolean =>
  expiresAt * 1000 > nowMs && !endedHere();

export function createIdentities({ verifyToken, sessions, logIn, now }: IdentityDeps) {
  const known = new ExpiringMap<Known>({ ttlMs: recheckMs, max: remembered, now });
  const together = singleFlight<Outcome<Identity>>();
  const basic = new ExpiringMap<string>({ ttlMs: basicMs, max: remembered, now });
  const passwordKey = keyedHash();

  /** Calls that arrive together with a token that is not known yet wait for one look-up. */
  const identify = async (db: Database, token: string): Promise<Outcome<Identity>> => {
    const cached = known.get(digestOf(token));
    if (cached && isGood(cached.credential, now())) return ok(cached.identity);
    return together(digestOf(token), () => lookUp(db, token));
  };

  async function lookUp(db: Database, token: string): Promise<Outcome<Identity>> {
    const verified = await verifyToken(token);
    if (!verified.ok) return verified;
    const credential = verified.value;
    const { subject, clientId, groups, scopes, isOwn } = credential;
    if (!(await credential.stands(db))) return reject("invalid_token", "The session has been signed out");
    const customer = await findCustomerBySubject(db, subject);
    const clientName = await credential.appName();
    const identity = { subject, clientId, clientName, groups, scopes, isOwn, customer };
    known.set(digestOf(token), { identity, credential });
    return ok(identity);
  }

  const logInAs = (db: Database, email: string, password: string) =>
    logInWith({ verifyToken, logIn, sessions }, db, { email, password });

  /** Who e-mail and password stand for, as far as they were found right in the last five minutes. */
  async function recallByPassword(db: Database, email: string, password: string): Promise<Identity | undefined> {
    const token = basic.get(passwordKey(email, password));
    const remembered = token === undefined ? undefined : await identify(db, token);
    return remembered?.ok ? remembered.value : undefined; // signed out since: the password may still be right
  }

  /** As `identify`, for clients that send e-mail and password with each call. */
  async function identifyByPassword(db: Database, email: string, password: string): Promise<Outcome<Identity>> {
    const login = await logInAs(db, email, password);
    if (!login.ok) return login;
    basic.set(passwordKey(email, password), login.value.accessToken);
    return identify(db, login.value.accessToken);
  }

  /** Ends the sign-in that a token came from, for every token of it. */
  const logOut = async (db: Database, token: string): Promise<Outcome<true>> => {
    const verified = await verifyToken(token);
    if (!verified.ok) return verified;
    await verified.value.end(db);
    known.delete(digestOf(token));
    return ok(true);
  };

  return { identify, logIn: logInAs, recallByPassword, identifyByPassword, logOut };
}

/** Hashes e-mail and password with a key of this process only: what is remembered of them is worth nothing elsewhere. */
function keyedHash() {
  const key = randomBytes(32);
  return (email: string, password: string): string =>
    createHmac("sha256", key)
      .update(JSON.stringify([email, password]))
      .digest("base64url");
}

/** Keeps what will end this sign-in at Cognito. Its tokens have been verified. */
async function rememberSession(
  db: Database,
  sessions: Pick<SessionKeeper, "remember">,
  { accessToken, refreshToken }: PasswordLogin,
): Promise<void> {
  const { payload } = decomposeUnverifiedJwt(accessToken);
  const session = payload["origin_jti"] ?? payload.jti;
  if (refreshToken && typeof session === "string" && payload.exp)
    await sessions.remember(db, { session, expiresAt: payload.exp }, refreshToken);
}

export type Identities = ReturnType<typeof createIdentities>;

export interface LoggedIn extends PasswordLogin {
  readonly customerId: string | undefined;
}

/** The token for e-mail and password, and whose it is. Ties the account to its customer at the first sign-in. */
async function logInWith(
  { verifyToken, logIn, sessions }: Omit<IdentityDeps, "now">,
  db: Database,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Outcome<LoggedIn>> {
  const login = await logIn(email, password, db.signal);
  if (!login.ok) return login;
  const verified = await verifyToken(login.value.accessToken);
  if (!verified.ok) return verified;
  await rememberSession(db, sessions, login.value);
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
