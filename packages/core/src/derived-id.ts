import type { Ports } from "./ports.ts";

/** An id that the same parts always give, so that a retry meets what the first try wrote. 80 bits of SHA-256. */
export const derivedId = (prefix: "ord" | "ret" | "rev", digest: Ports["digest"], parts: readonly string[]): string =>
  `${prefix}-${digest(JSON.stringify(parts)).slice(0, 20)}`;
