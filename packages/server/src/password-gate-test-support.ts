import type { Outcome } from "@shop/core";
import type { CallContext } from "./call-context.ts";
import { createPasswordGate } from "./password-gate.ts";

type Counters = Parameters<typeof createPasswordGate>[0];

/** Counters in memory that keep the promises of the shared ones. */
function counters(now: () => number): Counters {
  const windows = new Map<string, { count: number; until: number }>();
  return {
    async countAttempt(key, { max, windowSeconds }) {
      const known = windows.get(key);
      const window = known && known.until > now() ? known : { count: 0, until: now() + windowSeconds * 1000 };
      if (window.count >= max) return Math.ceil((window.until - now()) / 1000);
      windows.set(key, { ...window, count: window.count + 1 });
      return 0;
    },
    async giveBackAttempt(key) {
      const known = windows.get(key);
      if (known) windows.set(key, { ...known, count: Math.max(0, known.count - 1) });
    },
    async forgetAttempts(key) {
      windows.delete(key);
    },
  };
}

/** The gate over counters in memory, for a caller at an address. */
export function openGate(now: () => number) {
  const gate = createPasswordGate(counters(now));
  return <Value>(email: string, address: string, attempt: () => Promise<Outcome<Value>>) =>
    gate({ address } as CallContext, email, attempt);
}
