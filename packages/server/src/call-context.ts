import type { CallBudget } from "./backend.ts";

/** What every step of one request needs to know about it. */
export interface CallContext {
  readonly requestId: string;
  readonly budget: CallBudget;
  /** Where the request came from, as the door saw it. */
  readonly address: string;
  readonly startedAt: number;
}

export const openContext = (deadlineMs: number, address: string): CallContext => ({
  requestId: crypto.randomUUID(),
  budget: openBudget(deadlineMs),
  address,
  startedAt: performance.now(),
});

/** The signal is made when somebody first waits with it: most calls ask nobody, and a timer costs more than they do. */
function openBudget(deadlineMs: number): CallBudget {
  const endsAt = performance.now() + deadlineMs;
  let signal: AbortSignal | undefined;
  return {
    get signal() {
      const left = Math.ceil(endsAt - performance.now());
      signal ??= left > 0 ? AbortSignal.timeout(left) : AbortSignal.abort(new DOMException("Too late", "TimeoutError"));
      return signal;
    },
    meter: { requests: 0, units: 0 },
  };
}

/** Milliseconds since the request came in, to a tenth. */
export const elapsedMs = ({ startedAt }: CallContext): number => Math.round((performance.now() - startedAt) * 10) / 10;
