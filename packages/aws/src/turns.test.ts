import { setImmediate as tick } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createTurns } from "./turns.ts";

const never = new AbortController().signal;

/** Work that says when it starts and ends when told. */
function steps() {
  const log: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const work = (name: string) => async () => {
    log.push(name);
    const gate = Promise.withResolvers<void>();
    gates.set(name, gate);
    await gate.promise;
    return name;
  };
  const end = async (name: string) => {
    gates.get(name)?.resolve();
    await tick();
  };
  return { log, work, end };
}

describe("turns", () => {
  it("let callers with the same key in one at a time, in the order they came", async () => {
    const inTurn = createTurns();
    const { log, work, end } = steps();
    const all = ["a", "b", "c"].map((name) => inTurn("key", never, work(name)));
    await tick();
    expect(log).toEqual(["a"]);
    await end("a");
    expect(log).toEqual(["a", "b"]);
    await end("b");
    await end("c");
    expect(await Promise.all(all)).toEqual(["a", "b", "c"]);
  });

  it("let callers with different keys in at once", async () => {
    const inTurn = createTurns();
    const { log, work, end } = steps();
    const all = ["a", "b"].map((name) => inTurn(name, never, work(name)));
    await tick();
    expect(log).toEqual(["a", "b"]);
    await end("a");
    await end("b");
    await Promise.all(all);
  });

  it("go on after work that fails, which fails for its caller only", async () => {
    const inTurn = createTurns();
    const first = inTurn("key", never, () => Promise.reject(new Error("broken")));
    const second = inTurn("key", never, async () => "fine");
    await expect(first).rejects.toThrow("broken");
    expect(await second).toBe("fine");
  });

  it("let go of a caller whose time is over while it waits, without doing its work", async () => {
    const inTurn = createTurns();
    const { log, work, end } = steps();
    const impatient = new AbortController();
    const first = inTurn("key", never, work("a"));
    const second = inTurn("key", impatient.signal, work("b"));
    const third = inTurn("key", never, work("c"));
    await tick();
    impatient.abort(new Error("too late"));
    await expect(second).rejects.toThrow("too late");
    await tick();
    expect(log).toEqual(["a"]); // the third still waits for the first
    await end("a");
    expect(log).toEqual(["a", "c"]);
    await end("c");
    expect(await Promise.all([first, third])).toEqual(["a", "c"]);
  });

  it("do not begin for a caller whose time is over", async () => {
    const { log, work } = steps();
    await expect(createTurns()("key", AbortSignal.abort(new Error("too late")), work("a"))).rejects.toThrow("too late");
    expect(log).toEqual([]);
  });

  it("are exclusive for many callers at random moments, and serve all of them", async () => {
    const inTurn = createTurns();
    const inside = new Map<string, number>();
    let most = 0;
    const visit = (key: string) => async () => {
      inside.set(key, (inside.get(key) ?? 0) + 1);
      most = Math.max(most, inside.get(key) ?? 0);
      await tick();
      inside.set(key, (inside.get(key) ?? 0) - 1);
      return true;
    };
    const calls = Array.from({ length: 300 }, async (_, index) => {
      for (let wait = 0; wait < index % 7; wait++) await tick();
      return inTurn(`key-${index % 3}`, never, visit(`key-${index % 3}`));
    });
    expect(await Promise.all(calls)).toHaveLength(300);
    expect(most).toBe(1);
  });

  it("leave no listener behind on the signal of a long-lived caller", async () => {
    const inTurn = createTurns();
    const listeners = { open: 0 };
    const { signal } = new AbortController();
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners.open += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners.open -= 1;
      removeEventListener.apply(signal, args);
    };
    await Promise.all(Array.from({ length: 20 }, () => inTurn("key", signal, async () => tick())));
    expect(listeners.open).toBe(0);
  });
});
