import fc from "fast-check";

interface Wanted {
  readonly runs: number;
  /** What a race broke need not break again: there is nothing to shrink. */
  readonly endOnFailure?: boolean;
  /** When to be content with what has been played, or shrunk. */
  readonly limitMs?: number;
}

/**
 * Plays the property; when it breaks, tells the law and the answers, and the seed: `MODEL_SEED` draws the same
 * operations again, `MODEL_RUNS` plays more of them.
 */
export async function hold(
  property: fc.IAsyncProperty<any>,
  { runs, endOnFailure = false, limitMs }: Wanted,
): Promise<void> {
  const done = await fc.check(property, {
    seed: Number(process.env["MODEL_SEED"] ?? Date.now() % 1_000_000_000),
    numRuns: Number(process.env["MODEL_RUNS"] ?? runs),
    endOnFailure,
    ...(limitMs !== undefined && { interruptAfterTimeLimit: limitMs, markInterruptAsFailure: true }),
  });
  if (!done.failed) return;
  const shrunk = endOnFailure ? "" : `, shrunk ${done.numShrinks} times`;
  const how = `Failed in run ${done.numRuns}${shrunk}. Repeat with MODEL_SEED=${done.seed}`;
  const cause = done.errorInstance;
  throw new Error(`${how}\n  ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
