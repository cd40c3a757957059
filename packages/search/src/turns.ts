/** Work in small steps, and what comes of it at its end. */
export type Steps<T> = Generator<void, T>;

/** So many slots are looked at in one step: less than a millisecond. */
export const stepSlots = 16_384;
const turnMs = 4;

/** Does all of it at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does it a few milliseconds at a time, with a turn for everybody else in between. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (let start = performance.now(); ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - start < turnMs) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    start = performance.now();
  }
}
