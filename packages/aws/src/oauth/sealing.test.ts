import { expect, it } from "vitest";
import { deriveKeys, seal, unseal } from "./sealing.ts";

const keys = deriveKeys("the secret", "records");

it("what is sealed opens under its own name, and tells nothing before", () => {
  const sealed = seal({ refreshToken: "hush" }, "connection#1", keys);
  expect(Buffer.from(sealed).toString("latin1")).not.toContain("hush");
  expect(unseal(sealed, "connection#1", keys)).toEqual({ refreshToken: "hush" });
  expect(seal(1, "x", keys)).not.toEqual(seal(1, "x", keys));
});

it("does not open under another name, with another secret, or changed in any byte", () => {
  const sealed = seal("hush", "connection#1", keys);
  expect(unseal(sealed, "connection#2", keys)).toBeUndefined();
  expect(unseal(sealed, "connection#1", deriveKeys("another", "records"))).toBeUndefined();
  expect(unseal(sealed, "connection#1", deriveKeys("the secret", "cookies"))).toBeUndefined();
  for (let at = 0; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(unseal(changed, "connection#1", keys)).toBeUndefined();
  }
  expect(unseal(new Uint8Array(), "connection#1", keys)).toBeUndefined();
});

it("a new secret in front seals from then on, and the old one still opens", () => {
  const both = deriveKeys("new-secret the", "records");
  const old = seal("hush", "x", deriveKeys("the", "records"));
  expect(unseal(old, "x", both)).toBe("hush");
  expect(unseal(seal("hush", "x", both), "x", deriveKeys("new-secret", "records"))).toBe("hush");
});
