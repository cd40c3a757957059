import { RecentMap } from "./recent-map.ts";

/** Counts calls by key. Times in milliseconds. */
export interface RateLimiter {
  /** How long to wait until as many calls are allowed; 0 = now. Counts nothing. */
  waitFor(key: string, calls: number): number;
  take(key: string, calls: number): void;
  giveBack(key: string, calls: number): void;
  readonly size: number;
}

interface Rate {
  /** 0 = no limit. */
  readonly perMinute: number;
  /** Keys that are remembered; of more, those not seen for longest are forgotten. */
  readonly maxKeys: number;
  readonly now: () => number;
}

const minuteMs = 60_000;

/**
 * A bucket of a minute's calls for each key, which fills again evenly. Of a bucket only the time is kept at which it is
 * full again (the generic cell rate algorithm), so one that is full needs no memory at all.
 */
export function createRateLimiter({ perMinute, maxKeys, now }: Rate): RateLimiter {
  const fullAt = new RecentMap<number>(maxKeys);
  const spacing = minuteMs / perMinute;
  const fullAfter = (key: string, calls: number): number =>
    Math.max(fullAt.get(key) ?? 0, now()) + Math.min(calls, perMinute) * spacing;
  const remember = (key: string, time: number): void => {
    if (time > now()) fullAt.set(key, time);
    else fullAt.delete(key);
  };

  if (perMinute === 0) return unlimited;
  return {
    waitFor: (key, calls) => Math.max(0, fullAfter(key, calls) - now() - minuteMs),
    take: (key, calls) => remember(key, fullAfter(key, calls)),
    giveBack: (key, calls) => remember(key, (fullAt.get(key) ?? 0) - calls * spacing),
    get size() {
      return fullAt.size;
    },
  };
}

const unlimited: RateLimiter = {
  waitFor: () => 0,
  take: () => undefined,
  giveBack: () => undefined,
  size: 0,
};
