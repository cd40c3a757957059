import { type CatalogueHits, type CatalogueQuery, type Outcome, ok, type Product, reject } from "@shop/core";
import { ProductIndex } from "./product-index.ts";
import { searchIndex } from "./search-index.ts";

/** What a replica needs of the table of products. */
export interface ProductFeed {
  /** Every product, in pages, delisted ones too. */
  readAll(onProducts: (products: readonly Product[]) => void): Promise<void>;
  /** Products changed after `since` (ISO 8601), as they are now. */
  readChanges(since: string): Promise<readonly Product[]>;
}

export interface Catalogue {
  search(query: CatalogueQuery): Promise<Outcome<CatalogueHits>>;
  /** True once the first load is done. */
  isReady(): boolean;
  /** Milliseconds since the replica last heard from the table; `undefined` before the first load. */
  ageMs(): number | undefined;
  /** Loads, then follows the feed until stopped. Never rejects: a failed load or poll is told and tried again. */
  start(): void;
  stop(): void;
}

interface Options {
  readonly pollMs: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Writers' clocks differ and an index lags: each poll reads this much of the past again. */
const overlapMs = 10_000;
/** How long a search waits for the first load before it answers `unavailable`, and for a refresh before it goes on. */
const patienceMs = { first: 3000, refresh: 300 };

/** A replica of the catalogue in memory. A search reads no table; it is at most a few seconds old. */
export function createCatalogue(feed: ProductFeed, { pollMs, now, onError }: Options): Catalogue {
  let index: ProductIndex | undefined;
  let heardAt = 0;
  let polling: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = true;

  async function load(): Promise<void> {
    const fresh = new ProductIndex();
    const startedAt = now();
    await feed.readAll((products) => {
      for (const product of products) fresh.apply(product);
    });
    index = fresh;
    heardAt = startedAt;
  }

  async function follow(current: ProductIndex): Promise<void> {
    const startedAt = now();
    for (const product of await feed.readChanges(new Date(heardAt - overlapMs).toISOString())) current.apply(product);
    heardAt = startedAt;
  }

  /** One load or poll at a time, whoever asks. */
  const refresh = (): Promise<void> => {
    polling ??= (index ? follow(index) : load()).catch(onError).finally(() => {
      polling = undefined;
    });
    return polling;
  };

  const tick = async (): Promise<void> => {
    await refresh();
    if (!stopped) timer = setTimeout(() => void tick(), pollMs).unref();
  };

  return {
    async search(query) {
      // A Lambda sleeps between calls and its timer with it: an old replica is refreshed before it answers, if it can.
      if (now() - heardAt > 2 * pollMs) await within(refresh(), index ? patienceMs.refresh : patienceMs.first);
      if (!index) return reject("unavailable", "The catalogue is still loading");
      return ok(searchIndex(index, query));
    },
    isReady: () => index !== undefined,
    ageMs: () => (index ? now() - heardAt : undefined),
    start() {
      stopped = false;
      void tick();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

const within = (work: Promise<void>, ms: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};
