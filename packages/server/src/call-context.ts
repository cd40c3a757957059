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
  budget: { signal: AbortSignal.timeout(deadlineMs), meter: { requests: 0, units: 0 } },
  address,
  startedAt: performance.now(),
});

/** Milliseconds since the request came in, to a tenth. */
export const elapsedMs = ({ startedAt }: CallContext): number => Math.round((performance.now() - startedAt) * 10) / 10;
