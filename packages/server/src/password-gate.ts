import { type Outcome, reject } from "@shop/core";
import { AttemptLimit } from "./attempt-limit.ts";

/** Lets a password be tried, or says how long to wait. Counts the failures of an account and of an address. */
export type PasswordGate = <Value>(
  email: string,
  address: string,
  attempt: () => Promise<Outcome<Value>>,
) => Promise<Outcome<Value>>;

const windowMs = 15 * 60_000;
const perAccount = 10;
const perAddress = 100;

export function createPasswordGate(now: () => number): PasswordGate {
  const accounts = new AttemptLimit({ max: perAccount, windowMs, now });
  const addresses = new AttemptLimit({ max: perAddress, windowMs, now });

  const forgive = (account: string, address: string) => {
    accounts.forgive(account);
    addresses.forgive(address);
  };

  return async (email, address, attempt) => {
    const account = email.trim().toLowerCase();
    const wait = Math.max(accounts.waitSeconds(account), addresses.waitSeconds(address));
    if (wait > 0) return reject("rate_limited", "Too many failed sign-ins", { details: { retry_after_seconds: wait } });
    // Counted before it is tried, so that many at once do not slip past the limit together.
    accounts.record(account);
    addresses.record(address);
    const outcome = await attempt().catch((error: unknown) => {
      forgive(account, address);
      throw error;
    });
    if (outcome.ok) accounts.clear(account);
    if (outcome.ok) addresses.forgive(address);
    else if (outcome.rejection.code !== "authentication_required") forgive(account, address);
    return outcome;
  };
}
