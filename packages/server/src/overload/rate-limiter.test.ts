import { describe, expect, it } from "vitest";
import { createRateLimiter } from "./rate-limiter.ts";

function open(perMinute: number, maxKeys = 100) {
  const clock = { ms: 1_000_000 };
  const limiter = createRateLimiter({ perMinute, maxKeys, now: () => clock.ms });
  const call = (key: string, calls = 1): boolean => {
    if (limiter.waitFor(key, calls) > 0) return false;
    limiter.take(key, calls);
    return true;
  };
  const storm = (key: string, tries = 1000) => Array.from({ length: tries }, () => call(key)).filter(Boolean).length;
  return { clock, limiter, call, storm };
}

describe("calls by key", () => {
  it("are as many at once as in a minute, then as many as time allows", () => {
    const { clock, storm } = open(60);
    expect(storm("a")).toBe(60);
    clock.ms += 999;
    expect(storm("a")).toBe(0);
    clock.ms += 1;
    expect(storm("a")).toBe(1);
    clock.ms += 10_000;
    expect(storm("a")).toBe(10);
    clock.ms += 600_000;
    expect(storm("a")).toBe(60);
  });

  it("are told how long to wait, and may be made then", () => {
    const { clock, limiter, call, storm } = open(60);
    storm("a");
    expect(limiter.waitFor("a", 1)).toBe(1000);
    expect(limiter.waitFor("a", 5)).toBe(5000);
    clock.ms += 5000;
    expect(call("a", 5)).toBe(true);
    expect(call("a")).toBe(false);
  });

  it("do not wait longer for having been refused", () => {
    const { limiter, storm } = open(60);
    storm("a");
    storm("a");
    expect(limiter.waitFor("a", 1)).toBe(1000);
  });

  it("of one key are nothing to another", () => {
    const { storm } = open(10);
    expect([storm("a"), storm("b"), storm("a")]).toEqual([10, 10, 0]);
  });

  it("that are given back may be made again, and never make a bucket fuller than full", () => {
    const { limiter, storm } = open(10);
    storm("a");
    limiter.giveBack("a", 3);
    expect(storm("a")).toBe(3);
    limiter.giveBack("never seen", 50);
    expect(storm("never seen")).toBe(10);
  });

  it("that count more than the limit are made when the bucket is full", () => {
    const { call } = open(3);
    expect([call("a", 5), call("a", 1)]).toEqual([true, false]);
  });

  it("are never refused where there is no limit", () => {
    const { limiter, storm } = open(0);
    expect(storm("a")).toBe(1000);
    expect(limiter.size).toBe(0);
  });
});

describe("keys", () => {
  it("are remembered up to a number, the latest ones, however many come", () => {
    const { limiter, storm } = open(10, 1000);
    for (let number = 0; number < 100_000; number += 1) limiter.take(`key-${number}`, 10);
    expect(limiter.size).toBe(1000);
    expect([storm("key-99999"), storm("key-99500"), storm("key-98999")]).toEqual([0, 0, 10]);
  });

  it("that are used stay, those that are not go", () => {
    const { limiter, storm } = open(10, 4);
    for (const key of ["a", "b", "c", "d"]) limiter.take(key, 5);
    limiter.take("a", 5);
    limiter.take("e", 5);
    expect(limiter.size).toBeLessThanOrEqual(4);
    expect([storm("a"), storm("b")]).toEqual([0, 10]);
  });
});
