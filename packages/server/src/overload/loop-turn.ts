/**
 * Whether the current turn of the event loop has already answered requests for longer than `maxMs`. Whoever comes so late
 * in a turn has waited since it began, and whoever comes in the next one waits for all of this: it is time to refuse.
 */
export function createTurnWatch(
  maxMs: number,
  { now, atTurnsEnd }: { readonly now: () => number; readonly atTurnsEnd: (then: () => void) => void },
): () => boolean {
  let startedAt: number | undefined;
  return () => {
    if (startedAt !== undefined) return now() - startedAt > maxMs;
    startedAt = now();
    atTurnsEnd(() => {
      startedAt = undefined;
    });
    return false;
  };
}
