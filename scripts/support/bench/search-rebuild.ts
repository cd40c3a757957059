import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import type { Product } from "@shop/core";
import { createCatalogue, type ProductFeed } from "@shop/search";
import { shopOf, summary } from "./search-times.ts";

/** What a server goes through while it builds an index. */
export interface Rebuild {
  readonly products: number;
  readonly seconds: number;
  /** Delay of the event loop meanwhile, in milliseconds: 99 of 100 times less. */
  readonly delay: number;
  /** The same with the same searches while nothing is built: what the machine and the searches do to it. */
  readonly usualDelay: number;
  /** Searches answered meanwhile from the index before, in milliseconds. */
  readonly searchMedian: number;
  readonly searches: number;
}

const pageItems = 100;
const nanosecondsPerMs = 1e6;
const turnsBetween = 20;
const usualMs = 5000;
const dayMs = 86_400_000;

/** Builds the index of a catalogue, then builds it anew while searches go on, as after a day without the table. */
export async function measureRebuild(products: number, dir: string): Promise<Rebuild> {
  const { shop, texts } = shopOf(products);
  let time = Date.now();
  let loads = 0;
  const feed = feedOf(shop, () => {
    loads += 1;
  });
  const catalogue = createCatalogue(feed, {
    pollMs: 2000,
    now: () => time,
    dir,
    onError: (error) => {
      throw error;
    },
  });
  const search = (text: string) => catalogue.search({ text, inStockOnly: false, sort: "relevance", limit: 10 });
  while (!catalogue.isReady()) await search("");
  for (const text of texts) await search(text);
  time += dayMs + 1;
  const startedAt = performance.now();
  const during = await searchWhile(() => loads < 2 || catalogue.isRebuilding(), texts, search);
  const seconds = (performance.now() - startedAt) / 1000;
  const until = performance.now() + usualMs;
  const usual = await searchWhile(() => performance.now() < until, texts, search);
  catalogue.stop();
  const { median: searchMedian } = summary(during.times);
  const searches = during.times.length;
  return { products, seconds, delay: during.delay, usualDelay: usual.delay, searchMedian, searches };
}

/** Searches, with some turns of the event loop between two, for as long as it goes on. */
async function searchWhile(
  goesOn: () => boolean,
  texts: readonly string[],
  search: (text: string) => Promise<unknown>,
): Promise<{ readonly times: readonly number[]; readonly delay: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  delay.enable();
  while (goesOn()) {
    const asked = performance.now();
    await search(texts[times.length % texts.length] ?? "");
    times.push(performance.now() - asked);
    for (let rest = 0; rest < turnsBetween; rest += 1) await turn();
  }
  delay.disable();
  return { times, delay: delay.percentile(99) / nanosecondsPerMs };
}

const feedOf = (shop: readonly Product[], onLoad: () => void): ProductFeed => ({
  async readAll(onProducts) {
    onLoad();
    for (let start = 0; start < shop.length; start += pageItems) {
      await turn();
      await onProducts(shop.slice(start, start + pageItems));
    }
  },
  readChanges: async () => [],
});
