import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponentOf, fromMajor, times, toDecimal, toMajor } from "./money.ts";

const currencies = ["USD", "JPY", "BHD"] as const;
const exponents = { USD: 2, JPY: 0, BHD: 3 } as const;

/** What a person would write down: digits with a point, worked out without any arithmetic of the code under test. */
const written = (minor: number, currency: keyof typeof exponents): string =>
  (minor / 10 ** exponents[currency]).toFixed(exponents[currency]);

describe("an amount", () => {
  it.each(currencies)("has the decimal places of its currency: %s", (currency) => {
    expect(exponentOf(currency)).toBe(exponents[currency]);
  });

  it("is written with all its decimal places, small and negative ones too", () => {
    expect(toDecimal(98_926n, "USD")).toBe("989.26");
    expect(toDecimal(5n, "USD")).toBe("0.05");
    expect(toDecimal(-5n, "USD")).toBe("-0.05");
    expect(toDecimal(0n, "BHD")).toBe("0.000");
    expect(toDecimal(1500n, "JPY")).toBe("1500");
    expect(toDecimal(-7n, "JPY")).toBe("-7");
    expect(toDecimal(123_456_789_012_345_678_901n, "USD")).toBe("1234567890123456789.01");
  });

  it("is shown to people as the number they would write", () => {
    expect(toMajor(98_926n, "USD")).toBe(989.26);
    expect(toMajor(1n, "BHD")).toBe(0.001);
    expect(toMajor(1500n, "JPY")).toBe(1500);
  });
});

describe("a price times a quantity", () => {
  it("is exact for quantities to 100 and every 7th price to 1,000 in every currency", () => {
    const prices = (currency: keyof typeof exponents) =>
      Array.from({ length: (1000 * 10 ** exponents[currency]) / 7 }, (_, index) => index * 7);
    const isWrong = (price: number, quantity: number, currency: keyof typeof exponents) =>
      toDecimal(times(BigInt(price), quantity), currency) !== written(price * quantity, currency);
    const wrong = currencies.flatMap((currency) =>
      [1, 2, 3, 7, 10, 33, 99, 100].flatMap((quantity) =>
        prices(currency).filter((price) => isWrong(price, quantity, currency)),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("survives the way out to major units and back, whatever the price and the quantity", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...currencies),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 1, max: 100 }),
        (currency, price, quantity) => {
          const total = times(BigInt(price), quantity);
          expect(total).toBe(BigInt(price * quantity));
          for (const rounding of ["up", "down"] as const)
            expect(fromMajor(toMajor(total, currency), currency, rounding)).toEqual({ amount: total, exact: true });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("does not take a fraction of a unit", () => {
    expect(() => times(100n, 1.5)).toThrow(RangeError);
  });
});

describe("a price in major units", () => {
  it.each([
    [19.99, "USD", 1999n],
    [0.1 + 0.7, "USD", 79n], // 0.7999999999999999 in binary
    [1.005, "BHD", 1005n],
    [1.15, "USD", 115n],
    [4.35, "USD", 435n],
    [1234, "JPY", 1234n],
    [0, "USD", 0n],
    [1e21, "JPY", 1_000_000_000_000_000_000_000n],
    [1e21, "USD", 100_000_000_000_000_000_000_000n],
    [1e-7, "USD", 0n],
    [999.999, "USD", 99_999n],
    [1500.9, "JPY", 1500n],
  ] as const)("is read by its digits, rounding down: %d %s", (price, currency, amount) => {
    expect(fromMajor(price, currency, "down").amount).toBe(amount);
  });

  it.each([
    [19.99, "USD", 1999n],
    [19.991, "USD", 2000n],
    [1e-7, "USD", 1n],
    [1e-7, "JPY", 1n],
    [0.0001, "BHD", 1n],
    [1500.000001, "JPY", 1501n],
    [2, "USD", 200n],
  ] as const)("is read by its digits, rounding up: %d %s", (price, currency, amount) => {
    expect(fromMajor(price, currency, "up").amount).toBe(amount);
  });

  it("is exact only when no digit is below the minor unit", () => {
    expect(fromMajor(19.99, "USD", "down").exact).toBe(true);
    expect(fromMajor(19.9, "USD", "down").exact).toBe(true);
    expect(fromMajor(19.999, "USD", "down").exact).toBe(false);
    expect(fromMajor(19.999, "BHD", "down").exact).toBe(true);
    expect(fromMajor(0.5, "JPY", "up").exact).toBe(false);
    expect(fromMajor(1e-7, "USD", "down").exact).toBe(false);
    expect(fromMajor(0.1 + 0.2, "USD", "down").exact).toBe(false);
    expect(fromMajor(1e21, "USD", "down").exact).toBe(true);
  });

  it("rounds up to the next minor unit and never further", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...currencies),
        fc.double({ min: 1e-12, max: 1e9, noNaN: true }),
        (currency, price) => {
          const down = fromMajor(price, currency, "down");
          const up = fromMajor(price, currency, "up");
          expect(up.amount - down.amount).toBe(down.exact ? 0n : 1n);
          expect(up.exact).toBe(down.exact);
          expect(toMajor(down.amount, currency)).toBeLessThanOrEqual(price);
          expect(toMajor(up.amount, currency)).toBeGreaterThanOrEqual(price);
        },
      ),
    );
  });
});
