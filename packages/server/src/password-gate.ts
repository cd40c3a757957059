import { type Outcome, reject } from "@shop/core";
import type { Backend } from "./backend.ts";
import type { CallContext } from "./call-context.ts";

/** Lets a password be tried, or says how long to wait. Counts the failures of an account and of an address. */
export type PasswordGate = <Value>(
  context: CallContext,
  email: string,
  attempt: () => Promise<Outcome<Value>>,
) => Promise<Outcome<Value>>;

const windowSeconds = 15 * 60;
const perAccount = { max: 10, windowSeconds };
const perAddress = { max: 100, windowSeconds };

type Counters = Pick<Backend, "countAttempt" | "giveBackAttempt" | "forgetAttempts">;

/**
 * Counts a try before it is made and takes it back unless it was a wrong one: however many come at once, through
 * however many servers, no more are made than allowed.
 */
export function createPasswordGate(counters: Counters, onWrong: () => void = () => undefined): PasswordGate {
  const oneAtATime = createQueue();
  const tryOnce: PasswordGate = async (context, email, attempt) => {
    const { budget, address } = context;
    const byAccount = `login#account#${email.trim().toLowerCase()}`;
    const byAddress = `login#address#${address}`;
    const wait = Math.max(
      ...(await Promise.all([
        counters.countAttempt(byAccount, perAccount, budget),
        counters.countAttempt(byAddress, perAddress, budget),
      ])),
    );
    if (wait > 0) return reject("rate_limited", "Too many failed sign-ins", { details: { retry_after_seconds: wait } });
    const giveBack = (key: string) => counters.giveBackAttempt(key, budget);
    let outcome: Awaited<ReturnType<typeof attempt>>;
    try {
      outcome = await attempt();
    } catch (error) {
      await Promise.allSettled([giveBack(byAccount), giveBack(byAddress)]); // nobody is locked out by our own failure
      throw error;
    }
    if (outcome.ok) await Promise.all([counters.forgetAttempts(byAccount, budget), giveBack(byAddress)]);
    else if (outcome.rejection.code === "authentication_required") onWrong();
    else await Promise.all([giveBack(byAccount), giveBack(byAddress)]);
    return outcome;
  };
  // One at a time for an account, so that a right password sent many times at once is not counted against itself.
  return (context, email, attempt) => oneAtATime(email.trim().toLowerCase(), () => tryOnce(context, email, attempt));
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
