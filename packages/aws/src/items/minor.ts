import * as z from "zod";

/** An amount as a table stores it: a whole, safe number of minor units. Inside, a `bigint`. */
export const minor = z.int().min(0).transform(BigInt);

/** The other way: refuses what a number cannot hold exactly. */
export function toItemMinor(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError(`Amount ${amount} is beyond what a table item can hold`);
  return number;
}
