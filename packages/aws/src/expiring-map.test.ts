import { expect, it } from "vitest";
import { ExpiringMap } from "./expiring-map.ts";

function open({ ttlMs = 1000, max = 3 } = {}) {
  const clock = { ms: 0 };
  return { clock, map: new ExpiringMap<number>({ ttlMs, max, now: () => clock.ms }) };
}

it("remembers an entry until its time is over, to the millisecond", () => {
  const { clock, map } = open();
  map.set("a", 1);
  clock.ms = 999;
  expect(map.get("a")).toBe(1);
  clock.ms = 1000;
  expect(map.get("a")).toBeUndefined();
  clock.ms = 0;
  expect(map.get("a")).toBeUndefined(); // gone, not only hidden
});

it("counts an entry's time from when it was last set, not from when it was read", () => {
  const { clock, map } = open();
  map.set("a", 1);
  clock.ms = 500;
  map.get("a");
  map.set("b", 2);
  clock.ms = 1200;
  expect([map.get("a"), map.get("b")]).toEqual([undefined, 2]);
  map.set("b", 3);
  clock.ms = 2199;
  expect(map.get("b")).toBe(3);
});

it("forgets the entry set longest ago when it is full", () => {
  const { map } = open();
  for (const key of ["a", "b", "c"]) map.set(key, 1);
  map.set("a", 2);
  map.set("d", 1);
  expect(["a", "b", "c", "d"].map((key) => map.get(key))).toEqual([2, undefined, 1, 1]);
});

it("forgets what is deleted, and nothing else", () => {
  const { map } = open();
  map.set("a", 1);
  map.set("b", 2);
  map.delete("a");
  map.delete("never");
  expect([map.get("a"), map.get("b")]).toEqual([undefined, 2]);
});
