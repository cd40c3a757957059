import { type Outcome, ok, reject, type Tool } from "@shop/core";
import type { Identity } from "../backend.ts";
import { networkOf } from "./network.ts";
import { createRateLimiter } from "./rate-limiter.ts";

/** Calls in a minute, for each process; 0 = no limit. */
export interface CallsPerMinute {
  readonly customer: number;
  readonly client: number;
  readonly address: number;
}

/** Who is limited: an address before anybody knows who calls, the customer and their app afterwards. */
export interface CallLimits {
  /** A request arrives. Counts it for its address, with and without a credential apart. */
  arrive(address: string, hasCredential: boolean): Outcome<true>;
  /** The credential was good: what a customer calls is not the address's. */
  recognize(address: string): void;
  /** Counts calls of the tools for whoever makes them. */
  charge(caller: { readonly identity: Identity | undefined; readonly address: string }, calls: number): Outcome<true>;
  /** Callers that are remembered. */
  readonly size: number;
}

const maxKeys = 10_000;
const callsOfWrite = 5;

/** What a call counts: a write costs the shop several times what reading does. */
export const callsOf = (tool: Pick<Tool, "annotations"> | undefined): number =>
  tool?.annotations.readOnlyHint === false ? callsOfWrite : 1;

const noLimits: CallsPerMinute = { customer: 0, client: 0, address: 0 };

export function createCallLimits(perMinute = noLimits, now: () => number = () => performance.now()): CallLimits {
  const of = (limit: number) => createRateLimiter({ perMinute: limit, maxKeys, now });
  const [customers, clients] = [of(perMinute.customer), of(perMinute.client)];
  const [strangers, credentials] = [of(perMinute.address), of(perMinute.address)];

  const chargeStranger = (address: string, calls: number): Outcome<true> => {
    const key = networkOf(address);
    const wait = strangers.waitFor(key, calls);
    if (wait > 0) return limited("address", wait);
    strangers.take(key, calls);
    return ok(true);
  };
  const chargeCaller = ({ subject, clientId, isOwn }: Identity, calls: number): Outcome<true> => {
    const wait = customers.waitFor(subject, calls);
    if (wait > 0) return limited("customer", wait);
    // Everybody's own sign-in is through one and the same client, which is no app.
    const waitOfApp = isOwn ? 0 : clients.waitFor(clientId, calls);
    if (waitOfApp > 0) return limited("app", waitOfApp);
    customers.take(subject, calls);
    if (!isOwn) clients.take(clientId, calls);
    return ok(true);
  };

  return {
    arrive(address, hasCredential) {
      if (!hasCredential) return chargeStranger(address, 1);
      const key = networkOf(address);
      const wait = credentials.waitFor(key, 1);
      if (wait > 0) return limited("address", wait);
      credentials.take(key, 1);
      return ok(true);
    },
    recognize: (address) => credentials.giveBack(networkOf(address), 1),
    charge({ identity, address }, calls) {
      if (identity) return chargeCaller(identity, calls);
      // A stranger's request was counted when it arrived.
      return calls > 1 ? chargeStranger(address, calls - 1) : ok(true);
    },
    get size() {
      return customers.size + clients.size + strangers.size + credentials.size;
    },
  };
}

const limited = (of: "address" | "app" | "customer", waitMs: number): Outcome<never> =>
  reject("rate_limited", `Too many calls of this ${of}`, {
    details: { retry_after_seconds: Math.max(1, Math.ceil(waitMs / 1000)) },
  });
