import { type Outcome, reject } from "@shop/core";
import { expect, it } from "vitest";
import { openGate } from "./password-gate-test-support.ts";

it("counts attempts that are still under way: five hundred guesses at once are ten", async () => {
  const gate = openGate(() => 0);
  let tried = 0;
  const guess = async (): Promise<Outcome<never>> => {
    tried += 1;
    await Promise.resolve();
    return reject("authentication_required", "Invalid email or password");
  };
  await Promise.all(Array.from({ length: 500 }, () => gate("ada@example.com", "192.0.2.1", guess)));
  expect(tried).toBe(10);
});
