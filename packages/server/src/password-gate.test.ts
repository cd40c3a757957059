import { type Outcome, ok, reject } from "@shop/core";
import { describe, expect, it } from "vitest";
import { openGate } from "./password-gate-test-support.ts";

const wrong = async (): Promise<Outcome<string>> => reject("authentication_required", "Invalid email or password");
const right = async (): Promise<Outcome<string>> => ok("in");
const limited = (seconds: number) => ({
  ok: false,
  rejection: {
    code: "rate_limited",
    message: "Too many failed sign-ins",
    details: { retry_after_seconds: seconds },
  },
});

function open() {
  const clock = { ms: 0 };
  const gate = openGate(() => clock.ms);
  const fail = async (times: number, email = "ada@example.com", address = "192.0.2.1") => {
    for (let count = 0; count < times; count++) await gate(email, address, wrong);
  };
  return { clock, gate, fail };
}

describe("the gate before passwords", () => {
  it("passes on what the attempt answers", async () => {
    const { gate } = open();
    expect(await gate("ada@example.com", "192.0.2.1", right)).toEqual(ok("in"));
    expect(await gate("ada@example.com", "192.0.2.1", wrong)).toEqual(await wrong());
  });

  it("closes for an account after ten failures, from every address, also for the right password", async () => {
    const { gate, fail } = open();
    await fail(9);
    expect((await gate("ada@example.com", "192.0.2.1", wrong)).ok).toBe(false);
    const attempt = () => Promise.reject(new Error("tried"));
    expect(await gate("ada@example.com", "192.0.2.99", attempt)).toEqual(limited(900));
    expect(await gate("bob@example.com", "192.0.2.1", right)).toEqual(ok("in"));
  });

  it("opens again after fifteen minutes", async () => {
    const { clock, gate, fail } = open();
    await fail(10);
    clock.ms = 15 * 60_000 - 1;
    expect(await gate("ada@example.com", "192.0.2.1", right)).toEqual(limited(1));
    clock.ms += 1;
    expect(await gate("ada@example.com", "192.0.2.1", right)).toEqual(ok("in"));
  });

  it("forgets an account's failures when its password was right", async () => {
    const { gate, fail } = open();
    for (let round = 0; round < 5; round++) {
      await fail(9);
      expect(await gate("ada@example.com", "192.0.2.1", right)).toEqual(ok("in"));
    }
  });

  it("closes for an address after a hundred failures over any accounts, which a right password does not reset", async () => {
    const { gate, fail } = open();
    for (let account = 0; account < 20; account++) await fail(5, `victim-${account}@example.com`);
    expect(await gate("fresh@example.com", "192.0.2.1", right)).toMatchObject({ rejection: { code: "rate_limited" } });
    expect(await gate("fresh@example.com", "192.0.2.2", right)).toEqual(ok("in"));

    const other = open();
    for (let account = 0; account < 20; account++) {
      await other.fail(5, `victim-${account}@example.com`);
      if (account < 19) await other.gate("mine@example.com", "192.0.2.1", right);
    }
    expect((await other.gate("mine@example.com", "192.0.2.1", right)).ok).toBe(false);
  });

  it("knows an account however its e-mail is written", async () => {
    const { gate, fail } = open();
    await fail(5, "Ada@Example.com");
    await fail(5, " ada@example.com ");
    expect(await gate("ADA@EXAMPLE.COM", "192.0.2.2", right)).toEqual(limited(900));
  });

  it("answers the same for an account that exists and one that does not", async () => {
    const { gate, fail } = open();
    await fail(10, "ada@example.com", "192.0.2.1");
    await fail(10, "nobody@example.com", "192.0.2.2");
    const answers = ["ada@example.com", "nobody@example.com"].map((email) => gate(email, "192.0.2.3", right));
    const [known, unknown] = await Promise.all(answers);
    expect(known).toEqual(unknown);
  });

  it("counts neither refusals for other reasons nor failures of ours", async () => {
    const { gate } = open();
    for (let count = 0; count < 150; count++) {
      await gate("ada@example.com", "192.0.2.1", async () => reject("unavailable", "away"));
      await gate("ada@example.com", "192.0.2.1", () => Promise.reject(new Error("down"))).catch(() => undefined);
    }
    expect(await gate("ada@example.com", "192.0.2.1", right)).toEqual(ok("in"));
  });
});
