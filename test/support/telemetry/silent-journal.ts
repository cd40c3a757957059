import type { Journal } from "@shop/server";

/** A journal for tests that look at something else. */
export const silentJournal: Journal = {
  record: () => undefined,
  turnAway: () => undefined,
  count: () => undefined,
  noteInFlight: () => undefined,
  detail: () => undefined,
  reportFailure: () => undefined,
};
