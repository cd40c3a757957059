import { notAuthorized } from "./errors.ts";

/** Slows down guessing, per username; see "Lockout behavior" in AWS's page on authentication. */
export interface Lockout {
  /** Throws while the username is locked. */
  check(username: string): void;
  fail(username: string): void;
  succeed(username: string): void;
}

const freeFailures = 5;
const firstLockMs = 1_000;
const longestLockMs = 15 * 60_000;
const forgetAfterMs = 15 * 60_000;
const sweepAbove = 1_000;

interface Failures {
  count: number;
  lastAtMs: number;
  lockedUntilMs: number;
}

/** Five failures lock for 1 s, each further one doubles it up to 15 min; 15 quiet minutes or a success forget them. */
export function createLockout(now: () => number): Lockout {
  const failures = new Map<string, Failures>();
  const current = (username: string) => {
    const known = failures.get(username);
    return known && !isForgotten(known, now()) ? known : undefined;
  };
  return {
    check(username) {
      const known = current(username);
      if (known && now() < known.lockedUntilMs) throw notAuthorized("Password attempts exceeded");
    },
    fail(username) {
      if (failures.size > sweepAbove) sweep(failures, now());
      const count = (current(username)?.count ?? 0) + 1;
      failures.set(username, { count, lastAtMs: now(), lockedUntilMs: now() + lockMs(count) });
    },
    succeed(username) {
      failures.delete(username);
    },
  };
}

function lockMs(count: number): number {
  return count < freeFailures ? 0 : Math.min(firstLockMs * 2 ** (count - freeFailures), longestLockMs);
}

function isForgotten({ lastAtMs, lockedUntilMs }: Failures, nowMs: number): boolean {
  return nowMs - Math.max(lastAtMs, lockedUntilMs) >= forgetAfterMs;
}

function sweep(failures: Map<string, Failures>, nowMs: number): void {
  for (const [username, known] of failures) if (isForgotten(known, nowMs)) failures.delete(username);
}
