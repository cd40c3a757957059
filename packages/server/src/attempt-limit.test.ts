import { expect, it } from "vitest";
import { AttemptLimit } from "./attempt-limit.ts";

function open(max = 3, windowMs = 60_000) {
  const clock = { ms: 1_000_000 };
  const limit = new AttemptLimit({ max, windowMs, now: () => clock.ms });
  const fail = (key: string, times = 1) => {
    for (let count = 0; count < times; count++) limit.recordFailure(key);
  };
  return { clock, limit, fail };
}

it("lets a key try until it has failed too often, then says how long to wait in whole seconds", () => {
  const { clock, limit, fail } = open();
  fail("a", 2);
  expect(limit.waitSeconds("a")).toBe(0);
  fail("a");
  expect(limit.waitSeconds("a")).toBe(60);
  clock.ms += 59_001;
  expect(limit.waitSeconds("a")).toBe(1);
});

it("ends with the window, which begins at the first failure", () => {
  const { clock, limit, fail } = open();
  fail("a");
  clock.ms += 30_000;
  fail("a", 2);
  expect(limit.waitSeconds("a")).toBe(30);
  clock.ms += 30_000;
  expect(limit.waitSeconds("a")).toBe(0);
  clock.ms += 600_000;
  expect(limit.waitSeconds("a")).toBe(0);
  fail("a");
  expect(limit.waitSeconds("a")).toBe(0); // a new window, with one failure in it
});

it("counts each key by itself", () => {
  const { limit, fail } = open();
  fail("a", 3);
  expect([limit.waitSeconds("a"), limit.waitSeconds("b")]).toEqual([60, 0]);
});

it("forgets a key that is cleared", () => {
  const { limit, fail } = open();
  fail("a", 3);
  fail("b", 3);
  limit.clear("a");
  expect([limit.waitSeconds("a"), limit.waitSeconds("b")]).toEqual([0, 60]);
});

it("remembers ten thousand keys and drops the oldest, so that nobody fills the memory", () => {
  const { limit, fail } = open(1);
  for (let key = 0; key <= 10_000; key++) fail(`key-${key}`);
  expect(limit.waitSeconds("key-0")).toBe(0);
  expect(limit.waitSeconds("key-1")).toBe(60);
  expect(limit.waitSeconds("key-10000")).toBe(60);
});
