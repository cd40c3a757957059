import { type CatalogueHits, type CatalogueQuery, ok, reject } from "@shop/core";
import type { Catalogue } from "../catalogue.ts";
import { dated } from "../freshness.ts";
import type { ProductFeed } from "../replica.ts";
import { hitsOf, withoutFilterOf } from "./answer.ts";
import { type ClusterPorts, demand } from "./cluster.ts";
import { Feeder } from "./feeder.ts";
import { hasFilters, questionOf, type Reading, relaxationsOf } from "./question.ts";

interface Options {
  readonly pollMs: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** What the feed is of. */
  readonly source: string;
  /** A name for this server, different from the others'. */
  readonly holder: string;
}

/**
 * The catalogue in an OpenSearch cluster, for more products than a server's own index holds. Written after the documented
 * API and tested against its requests; **not run on a live cluster**.
 */
export function createOpenSearchCatalogue(ports: ClusterPorts, feed: ProductFeed, options: Options): Catalogue {
  const { pollMs, now, onError, source, holder } = options;
  const feeder = new Feeder({ ports, feed, source, holder, now });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turning: Promise<void> | undefined;
  let stopped = true;

  /** One turn at a time, whoever asks. */
  const turn = (): Promise<void> => {
    turning ??= feeder
      .turn()
      .catch(onError)
      .finally(() => {
        turning = undefined;
      });
    return turning;
  };
  const tick = async (): Promise<void> => {
    await turn();
    if (!stopped) timer = setTimeout(() => void tick(), pollMs).unref();
  };

  return {
    async search(query) {
      if (feeder.heardAt === undefined) await turnWithin(turn());
      const { heardAt } = feeder;
      if (heardAt === undefined) return reject("unavailable", "The catalogue is still loading");
      return answer(ports, feeder.index, query).then(
        (found) => ok(dated(found, heardAt, now())),
        (error: unknown) => {
          onError(error);
          return reject("unavailable", "The catalogue cannot be searched at the moment");
        },
      );
    },
    // The one index is kept up for good.
    isRebuilding: () => false,
    isReady: () => feeder.heardAt !== undefined,
    ageMs: () => (feeder.heardAt === undefined ? undefined : now() - feeder.heardAt),
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

/** A word that nothing has may be a typing error: then it is asked once more, for what is like it. */
async function answer(ports: ClusterPorts, index: string, query: CatalogueQuery): Promise<CatalogueHits> {
  const ask = async (body: object) => (await demand(ports, { method: "POST", path: `/${index}/_search`, body })).body;
  const read = async (reading: Reading) => hitsOf(await ask(questionOf(query, reading)), query);
  const isMeant = query.after?.reading !== undefined;
  let reading: Reading = isMeant ? "as meant" : "as written";
  let found = await read(reading);
  if (found.totalMatches === 0 && query.text.trim() !== "" && !isMeant) {
    reading = "as meant";
    found = marked(await read(reading));
  }
  if (found.totalMatches > 0 || !hasFilters(query)) return isMeant ? marked(found) : found;
  const withoutFilter = withoutFilterOf(await ask(relaxationsOf(query, reading)));
  return Object.keys(withoutFilter).length > 0 ? { ...found, withoutFilter } : found;
}

/** The walk through the pages keeps to the reading of its first page. */
const marked = (found: CatalogueHits): CatalogueHits => ({
  ...found,
  hits: found.hits.map(({ product, position }) => ({ product, position: { ...position, reading: [["as meant"]] } })),
});

const patienceMs = 3000;

const turnWithin = (work: Promise<void>): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patienceMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};
