import { expect, it } from "vitest";
import { createTurnWatch } from "./loop-turn.ts";

it("a turn of the loop that has answered for too long answers no more, and the next one does", () => {
  let ms = 0;
  const ends: (() => void)[] = [];
  const isLate = createTurnWatch(100, { now: () => ms, atTurnsEnd: (then) => ends.push(then) });
  const answers = [0, 60, 100, 101, 500].map((time) => {
    ms = time;
    return isLate();
  });
  expect(answers).toEqual([false, false, false, true, true]);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  expect(isLate()).toBe(false);
  expect(ends).toHaveLength(2);
});
