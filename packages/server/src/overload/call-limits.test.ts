import { describe, expect, it } from "vitest";
import type { Identity } from "../backend.ts";
import { callsOf, createCallLimits } from "./call-limits.ts";

const address = "203.0.113.7";
const person = (subject: string, clientId = "app", isOwn = false): Identity => ({
  subject,
  clientId,
  isOwn,
  groups: [],
  scopes: [],
  customer: undefined,
});

function open(perMinute: Partial<Parameters<typeof createCallLimits>[0]>) {
  const clock = { ms: 0 };
  const limits = createCallLimits({ customer: 0, client: 0, address: 0, ...perMinute }, () => clock.ms);
  const called = (identity: Identity | undefined, times: number, calls = 1) =>
    Array.from({ length: times }, () => limits.charge({ identity, address }, calls)).filter(({ ok }) => ok).length;
  const arrived = (from: string, hasCredential: boolean, times: number) =>
    Array.from({ length: times }, () => limits.arrive(from, hasCredential)).filter(({ ok }) => ok).length;
  return { clock, limits, called, arrived };
}

describe("a customer's calls", () => {
  it("are limited through all apps together, and no other customer's are", () => {
    const { called } = open({ customer: 10 });
    expect(called(person("one", "app"), 8)).toBe(8);
    expect(called(person("one", "another"), 8)).toBe(2);
    expect(called(person("two"), 8)).toBe(8);
  });

  it("say when to come back, and may be made then", () => {
    const { clock, limits, called } = open({ customer: 10 });
    called(person("one"), 10);
    const refused = limits.charge({ identity: person("one"), address }, 1);
    expect(refused).toMatchObject({
      rejection: {
        code: "rate_limited",
        message: "Too many calls of this customer",
        details: { retry_after_seconds: 6 },
      },
    });
    clock.ms += 6000;
    expect(called(person("one"), 10)).toBe(1);
  });

  it("that write count five", () => {
    const { called } = open({ customer: 10 });
    expect(called(person("one"), 5, callsOf({ annotations: { readOnlyHint: false } as never }))).toBe(2);
    expect(called(person("two"), 50, callsOf({ annotations: { readOnlyHint: true } as never }))).toBe(10);
    expect(callsOf(undefined)).toBe(1);
  });
});

describe("an app's calls", () => {
  it("are limited for all its customers together, and no other app's are", () => {
    const { called } = open({ client: 10 });
    expect(called(person("one", "app"), 8)).toBe(8);
    expect(called(person("two", "app"), 8)).toBe(2);
    expect(called(person("two", "another"), 8)).toBe(8);
  });

  it("take nothing from a customer when they are refused", () => {
    const { called } = open({ client: 3, customer: 4 });
    expect(called(person("one", "app"), 10)).toBe(3);
    expect(called(person("one", "another"), 10)).toBe(1);
  });

  it("are not what people do with their own sign-in, which is one app for everybody", () => {
    const { called } = open({ client: 10 });
    expect(called(person("one", "login", true), 20)).toBe(20);
  });
});

describe("an address", () => {
  it("has its requests counted, with and without a credential apart, and no other address's", () => {
    const { arrived } = open({ address: 10 });
    expect(arrived(address, false, 20)).toBe(10);
    expect(arrived(address, true, 20)).toBe(10);
    expect(arrived("203.0.113.8", false, 20)).toBe(10);
  });

  it("is not charged for who turns out to be a customer", () => {
    const { limits, arrived } = open({ address: 10 });
    for (let time = 0; time < 100; time += 1) {
      expect(limits.arrive(address, true).ok).toBe(true);
      limits.recognize(address);
    }
    expect(arrived(address, true, 20)).toBe(10);
  });

  it("pays for each further message of a stranger's batch", () => {
    const { limits, called, arrived } = open({ address: 10 });
    expect(arrived(address, false, 1)).toBe(1);
    expect(called(undefined, 1, 8)).toBe(1);
    expect(limits.charge({ identity: undefined, address }, 4)).toMatchObject({ ok: false });
    expect(arrived(address, false, 20)).toBe(2);
  });

  it("is, in IPv6, the whole network that a caller has", () => {
    const { arrived } = open({ address: 10 });
    expect(arrived("2001:db8:1:2::1", false, 8)).toBe(8);
    expect(arrived("2001:db8:1:2:ffff::9", false, 8)).toBe(2);
    expect(arrived("2001:db8:1:3::1", false, 8)).toBe(8);
  });

  it("is forgotten when more come than can be remembered", () => {
    const { limits, arrived } = open({ address: 10, customer: 10, client: 10 });
    for (let number = 0; number < 100_000; number += 1) {
      const subject = `${number}`;
      limits.arrive(`10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`, number % 2 === 0);
      limits.charge({ identity: person(subject, subject), address }, 1);
    }
    expect(limits.size).toBeGreaterThan(30_000);
    expect(limits.size).toBeLessThanOrEqual(40_000);
    expect(arrived("192.0.2.1", false, 20)).toBe(10);
  });
});
