import { expect, it } from "vitest";
import { rotateKeys, signingFirst } from "./keys.ts";
import type { SigningKey } from "./ports.ts";

const day = 86_400;
const hour = 3600;
let made = 0;
const make = async (signsFrom: number): Promise<SigningKey> => ({ kid: `key-${++made}`, jwk: {}, signsFrom });
const at = (keys: readonly SigningKey[], now: number) => rotateKeys(keys, now, make);
const signing = (keys: readonly SigningKey[], now: number) => signingFirst(keys, now)[0];

it("two keys are published at any time, each long before it signs and until the last token of it has ended", async () => {
  const start = 1_800_000_000;
  let keys = await at([], start);
  const published = new Map<string, { from: number; until: number }>();
  const signed = new Map<string, { from: number; until: number }>();
  const note = (map: typeof published, kid: string, now: number) =>
    map.set(kid, { from: map.get(kid)?.from ?? now, until: now });
  for (let now = start; now < start + 200 * day; now += hour / 2) {
    keys = await at(keys, now);
    expect(keys).toHaveLength(2);
    for (const { kid } of keys) note(published, kid, now);
    note(signed, signing(keys, now)?.kid ?? "", now);
  }
  expect(signed.size).toBe(7);
  for (const [kid, { from, until }] of [...signed].slice(1, -1)) {
    expect(from - (published.get(kid)?.from ?? 0)).toBeGreaterThan(20 * day);
    expect(until - from).toBeGreaterThan(29 * day);
    expect((published.get(kid)?.until ?? 0) - until).toBeGreaterThanOrEqual(hour / 2);
  }
});

it("nothing changes as long as nothing is due", async () => {
  const keys = await at([], 1000);
  expect(await at(keys, 1000 + 29 * day)).toBe(keys);
});

it("a shop that nobody asked for a year goes on with the key that was next", async () => {
  const start = 1_800_000_000;
  const keys = await at([], start);
  const later = await at(keys, start + 365 * day);
  expect(signing(later, start + 365 * day)).toBe(keys[1]);
  expect(later[1]?.signsFrom).toBeGreaterThan(start + 365 * day);
});
