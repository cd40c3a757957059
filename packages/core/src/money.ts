import { lazily } from "./lazily.ts";

/**
 * An amount in the minor unit of its currency (cents for USD, yen for JPY). A `bigint`, so that multiplying a price by
 * a binary float does not compile and does not run: money is exact from the table to the last step of an answer.
 */
export type Minor = bigint;

/** ISO 4217 currencies whose minor unit is not a hundredth. ICU's table differs from ISO's, for HUF and IDR among others. */
const exponents: ReadonlyMap<string, number> = new Map([
  ...[
    "BIF",
    "CLP",
    "DJF",
    "GNF",
    "ISK",
    "JPY",
    "KMF",
    "KRW",
    "PYG",
    "RWF",
    "UGX",
    "UYI",
    "VND",
    "VUV",
    "XAF",
    "XOF",
    "XPF",
  ].map((currency): [string, number] => [currency, 0]),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((currency): [string, number] => [currency, 3]),
  ...["CLF", "UYW"].map((currency): [string, number] => [currency, 4]),
]);

/** Decimal places of an ISO 4217 currency: 2 for USD, 0 for JPY, 3 for BHD. */
export const exponentOf = (currency: string): number => exponents.get(currency) ?? 2;

/** The amount as a decimal string in major units: `98926n` in USD is `"989.26"`. */
export function toDecimal(amount: Minor, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, "0");
  const sign = amount < 0n ? "-" : "";
  if (exponent === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The amount in major units for people: the last step of an answer, never an input to arithmetic. */
export const toMajor = (amount: Minor, currency: string): number => Number(toDecimal(amount, currency));

const plainDecimal = lazily(() => new Intl.NumberFormat("en-US", { useGrouping: false, maximumFractionDigits: 100 }));

/** A number's shortest decimal text. Only very large and very small ones need the formatter, which is slow. */
function decimalOf(price: number): string {
  const text = String(price);
  return text.includes("e") ? plainDecimal().format(price) : text;
}

/**
 * Reads a caller's price in major units by decimal digits, without binary arithmetic. Digits below the minor unit round
 * `"down"` or `"up"`; `exact` is false when there were any.
 */
export function fromMajor(price: number, currency: string, rounding: "down" | "up") {
  const [whole = "0", fraction = ""] = decimalOf(Math.abs(price)).split(".");
  const exponent = exponentOf(currency);
  const kept = BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, "0"));
  // A price that is smaller than any digit written down is not nothing.
  const vanished = price !== 0 && /^0*$/.test(whole + fraction);
  const exact = !vanished && /^0*$/.test(fraction.slice(exponent));
  return { amount: exact || rounding === "down" ? kept : kept + 1n, exact };
}

/** A unit price times a whole number of units. */
export const times = (unitPrice: Minor, quantity: number): Minor => unitPrice * BigInt(quantity);
