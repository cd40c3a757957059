import type { CatalogueHits } from "@shop/core";

/** A minute, as for the alarm on the catalogue's age: until then the table is being followed as it should be. */
const staleMs = 60_000;

/** An answer from a catalogue that has not heard of the table for long says of when it is. */
export const dated = (found: CatalogueHits, heardAt: number, now: number): CatalogueHits =>
  now - heardAt > staleMs ? { ...found, asOf: new Date(heardAt).toISOString() } : found;
