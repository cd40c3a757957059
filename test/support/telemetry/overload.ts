import { type Measured, sumOf } from "./emf-reader.ts";

const stage = "Stage=local";

/** What the server says of a storm that it has come through: refusals of those who send too much, and load it shed. */
export const turnedAway = (measured: Measured) => ({
  shed: sumOf(measured, `Shed{${stage}}`),
  rateLimited: sumOf(measured, `RateLimited{${stage}}`),
});
