/**
 * Lets callers with the same key in one at a time, in the order they came. Orders of one product would otherwise cancel
 * each other's transactions inside this process; with turns only other processes can.
 */
export function createTurns() {
  const last = new Map<string, Promise<void>>();

  return async function inTurn<Value>(key: string, signal: AbortSignal, work: () => Promise<Value>): Promise<Value> {
    const before = last.get(key) ?? Promise.resolve();
    const { promise, resolve: done } = Promise.withResolvers<void>();
    const mine = Promise.allSettled([before, promise]).then(() => undefined);
    last.set(key, mine);
    // Only when everybody before has gone as well: one who gives up waiting must not open the way for a newcomer.
    void mine.then(() => last.get(key) === mine && last.delete(key));
    try {
      await orAborted(before, signal);
      return await work();
    } finally {
      done();
    }
  };
}

async function orAborted(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([wait, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
