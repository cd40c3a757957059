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
  const oneAtATime = createQueue();

  async function tryOnce<Value>(account: string, address: string, attempt: () => Promise<Outcome<Value>>) {
    const wait = Math.max(accounts.waitSeconds(account), addresses.waitSeconds(address));
    if (wait > 0) return reject("rate_limited", "Too many failed sign-ins", { details: { retry_after_seconds: wait } });
    const outcome = await attempt();
    if (outcome.ok) accounts.clear(account);
    else if (outcome.rejection.code === "authentication_required") {
      accounts.recordFailure(account);
      addresses.recordFailure(address);
    }
    return outcome;
  }

  return (email, address, attempt) => {
    const account = email.trim().toLowerCase();
    // One at a time for an account: of many guesses sent at once no more are tried than the limit allows.
    return oneAtATime(account, () => tryOnce(account, address, attempt));
  };
}

/** Runs work with the same key one after the other. */
function createQueue() {
  const last = new Map<string, Promise<unknown>>();
  return <Value>(key: string, work: () => Promise<Value>): Promise<Value> => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    const forget = () => last.get(key) === mine && last.delete(key);
    void mine.then(forget, forget);
    return mine;
  };
}
