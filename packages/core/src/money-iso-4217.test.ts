import { expect, it } from "vitest";
import { exponentOf, fromMajor } from "./money.ts";

it.each([
  ["HUF", 2],
  ["COP", 2],
  ["IDR", 2],
  ["PKR", 2],
  ["IQD", 3],
] as const)("gives %s the %d decimal places of ISO 4217, not those that ICU shows", (currency, places) => {
  expect(exponentOf(currency)).toBe(places);
});

it("sees that a price below every digit is not nothing", () => {
  expect(fromMajor(1e-21, "USD", "up")).toEqual({ amount: 1n, exact: false });
});
