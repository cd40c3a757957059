import { setImmediate as tick } from "node:timers/promises";
import { expect, it } from "vitest";
import { createTurns } from "./turns.ts";

it("keep a newcomer waiting for the one inside, after the last in the queue has given up", async () => {
  const inTurn = createTurns();
  const never = new AbortController().signal;
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inTurn("key", never, async () => {
    await gate.promise;
    log.push("first out");
  });
  const impatient = new AbortController();
  const second = inTurn("key", impatient.signal, async () => undefined);
  impatient.abort(new Error("too late"));
  await expect(second).rejects.toThrow("too late");
  await tick();
  const third = inTurn("key", never, async () => log.push("third in"));
  await tick();
  gate.resolve();
  await Promise.all([first, third]);
  expect(log).toEqual(["first out", "third in"]);
});
