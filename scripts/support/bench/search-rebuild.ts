import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import type { Product } from "@shop/core";
import { createCatalogue, type ProductFeed } from "@shop/search";
import { shopOf, summary } from "./search-times.ts";

/** What a server goes through while it builds an index. */
export interface Rebuild {
  readonly products: number;
  readonly seconds: number;
  /** Delay of the event loop meanwhile, in milliseconds. */
  readonly delayP99: number;
  readonly delayMost: number;
  /** Searches answered meanwhile from the index before, in milliseconds. */
  readonly searchMedian: number;
  readonly searches: number;
}

const pageItems = 100;
const nanosecondsPerMs = 1e6;
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
  time += dayMs + 1;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const startedAt = performance.now();
  delay.enable();
  const times: number[] = [];
  for (let index = 0; loads < 2 || catalogue.isRebuilding(); index += 1) {
    const asked = performance.now();
    await search(texts[index % texts.length] ?? "");
    times.push(performance.now() - asked);
    for (let rest = 0; rest < 20; rest += 1) await turn();
  }
  delay.disable();
  const seconds = (performance.now() - startedAt) / 1000;
  catalogue.stop();
  return {
    products,
    seconds,
    delayP99: delay.percentile(99) / nanosecondsPerMs,
    delayMost: delay.max / nanosecondsPerMs,
    searchMedian: summary(times).median,
    searches: times.length,
  };
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
