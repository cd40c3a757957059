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
  /** Keys that are remembered; of more, the one not seen for longest is forgotten. */
  readonly maxKeys: number;
  readonly now: () => number;
}

const minuteMs = 60_000;

/**
 * A bucket of a minute's calls for each key, which fills again evenly. Of a bucket only the time is kept at which it is
 * full again (the generic cell rate algorithm), so one that is full needs no memory at all.
 */
export function createRateLimiter({ perMinute, maxKeys, now }: Rate): RateLimiter {
  const fullAt = new Map<string, number>();
  const spacing = minuteMs / perMinute;
  const fullAfter = (key: string, calls: number): number =>
    Math.max(fullAt.get(key) ?? 0, now()) + Math.min(calls, perMinute) * spacing;
  const remember = (key: string, time: number): void => {
    fullAt.delete(key);
    if (time <= now()) return;
    fullAt.set(key, time);
    const [oldest] = fullAt.size > maxKeys ? fullAt.keys() : [];
    if (oldest !== undefined) fullAt.delete(oldest);
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
