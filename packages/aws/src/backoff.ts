import { setTimeout as sleep } from "node:timers/promises";

const baseMs = 10;
const capMs = 400;

/** How often a write that lost to a concurrent one is tried. */
export const contentionTries = 12;

/**
 * Waits before another try: full jitter, within the call's deadline. Source: "Exponential Backoff And Jitter", AWS
 * Architecture Blog.
 */
export const backOff = (attempt: number, signal: AbortSignal): Promise<void> =>
  sleep(Math.random() * Math.min(capMs, baseMs * 2 ** attempt), undefined, { signal });
