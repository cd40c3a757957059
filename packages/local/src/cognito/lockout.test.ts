import { describe, expect, it } from "vitest";
import { createLockout } from "./lockout.ts";

describe("the lockout of one name", () => {
  it("doubles up to 15 minutes, ignores tries while locked, and is forgotten after a success or 15 quiet minutes", () => {
    let nowMs = 0;
    const lockout = createLockout(() => nowMs);
    const isLocked = () => {
      try {
        lockout.check("a");
        return false;
      } catch {
        return true;
      }
    };
    const lockedSeconds = () => {
      const from = nowMs;
      while (isLocked()) nowMs += 1000;
      return (nowMs - from) / 1000;
    };
    const failed = () => {
      lockout.fail("a");
      return lockedSeconds();
    };
    expect(Array.from({ length: 17 }, failed)).toEqual([
      0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900,
    ]);
    nowMs += 15 * 60_000 - 1000;
    expect(failed()).toBe(900);
    nowMs += 15 * 60_000;
    expect(Array.from({ length: 5 }, failed)).toEqual([0, 0, 0, 0, 1]);
    lockout.succeed("a");
    expect(Array.from({ length: 5 }, failed)).toEqual([0, 0, 0, 0, 1]);
  });
});
