import type { CatalogueQuery } from "@shop/core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { packProduct } from "../writer/packed-product.ts";
import { createOpenSearchCatalogue } from "./opensearch-catalogue.ts";
import { foundOf, kettle, StandInCluster } from "./test-support.ts";

const browse: CatalogueQuery = { text: "", inStockOnly: false, sort: "relevance", limit: 2 };
const index = "shop-products-v2";
const hit = (id: string, place: number) => ({ product: packProduct({ ...kettle, productId: id }), sort: [place, id] });

let cluster: StandInCluster;
let errors: unknown[];
beforeEach(() => {
  cluster = new StandInCluster();
  errors = [];
});

const open = (readAll = async () => {}) =>
  createOpenSearchCatalogue(
    cluster,
    { readAll, readChanges: async () => [] },
    { pollMs: 2000, now: Date.now, onError: (error) => errors.push(error), source: "products", holder: "a" },
  );

/** What a search comes to when the cluster answers it with these, one after the other. */
async function search(query: CatalogueQuery, ...found: object[]) {
  cluster.found.push(...found);
  const answer = await open().search(query);
  return answer.ok ? answer.value : answer.rejection.code;
}

const hitsOf = (answer: Awaited<ReturnType<typeof search>>) => (typeof answer === "string" ? [] : answer.hits);

it("answers with products, how many there are, and where the next page begins", async () => {
  const found = foundOf([hit("p-1", 61.5), hit("p-2", 40), hit("p-3", 40)], { total: 7, categories: { Home: 7 } });
  expect(await search({ ...browse, text: "kettle" }, found)).toEqual({
    hits: [
      { product: { ...kettle, productId: "p-1" }, position: { key: -61.5, productId: "p-1" } },
      { product: { ...kettle, productId: "p-2" }, position: { key: -40, productId: "p-2" } },
    ],
    totalMatches: 7,
    more: true,
    categories: { Home: 7 },
  });
  expect(cluster.asked.at(-1)?.what).toBe(`POST /${index}/_search`);
});

it("goes on after the last product of the page before", async () => {
  await search({ ...browse, sort: "price_desc", after: { key: -25.99, productId: "p-2" } }, foundOf([]));
  expect(cluster.searches[0].search_after).toEqual([25.99, "p-2"]);
});

describe("when nothing matches", () => {
  it("asks again for words that are alike, and stays with that reading on later pages", async () => {
    const first = await search({ ...browse, text: "kettel" }, foundOf([]), foundOf([hit("p-1", 28), hit("p-2", 28)]));
    const position = hitsOf(first)[1]?.position;
    expect(position).toEqual({ key: -28, productId: "p-2", reading: [["as meant"]] });
    expect(cluster.searches.map((body) => JSON.stringify(body).includes("fuzzy"))).toEqual([false, true]);
    const next = await search({ ...browse, text: "kettel", after: position }, foundOf([hit("p-9", 27)]));
    expect(hitsOf(next)[0]?.position.reading).toEqual([["as meant"]]);
    expect(cluster.searches).toHaveLength(3);
    expect(JSON.stringify(cluster.searches[2])).toContain("fuzzy");
  });

  it("says how many would without each filter", async () => {
    const relaxed = { ...foundOf([]), aggregations: { category: { doc_count: 4 }, max_price: { doc_count: 0 } } };
    const query = { ...browse, category: "Home", maxPrice: 1 };
    expect(await search(query, foundOf([]), relaxed)).toMatchObject({
      totalMatches: 0,
      withoutFilter: { category: 4 },
    });
    expect(cluster.searches).toHaveLength(2);
  });

  it("and nothing was asked for, asks no more", async () => {
    expect(await search(browse, foundOf([]))).toMatchObject({ totalMatches: 0, hits: [] });
    expect(cluster.searches).toHaveLength(1);
  });
});

describe("says unavailable, and tells us why,", () => {
  it.each([
    ["when time ran out: totals would be of a part", foundOf([], { timedOut: true }), "IncompleteAnswer"],
    ["when a shard failed", foundOf([], { failed: 1 }), "IncompleteAnswer"],
    ["when the answer is something else", { took: 1 }, "IncompleteAnswer"],
  ])("%s", async (_, found, name) => {
    expect(await search(browse, found)).toBe("unavailable");
    expect(errors).toMatchObject([{ name }]);
  });

  it("when the cluster refuses", async () => {
    const catalogue = open();
    await catalogue.search(browse);
    cluster.refusals.push(429);
    expect(await catalogue.search(browse)).toMatchObject({ ok: false, rejection: { code: "unavailable" } });
    expect(String(errors[0])).toContain("429");
  });
});

it("is not ready before the first load, and waits for it three seconds", async () => {
  vi.useFakeTimers();
  const catalogue = open(() => new Promise(() => {}));
  const answer = catalogue.search(browse);
  expect([catalogue.isReady(), catalogue.ageMs()]).toEqual([false, undefined]);
  await vi.advanceTimersByTimeAsync(3000);
  expect(await answer).toMatchObject({ ok: false, rejection: { code: "unavailable" } });
  vi.useRealTimers();
});

it("takes a turn every two seconds until it is stopped", async () => {
  vi.useFakeTimers({ now: Date.parse("2026-06-01T12:00:00.000Z") });
  const catalogue = open();
  catalogue.start();
  await vi.advanceTimersByTimeAsync(4000);
  expect([catalogue.isReady(), catalogue.ageMs()]).toEqual([true, 0]);
  catalogue.stop();
  const before = cluster.asked.length;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(cluster.asked).toHaveLength(before);
  expect(catalogue.ageMs()).toBe(20_000);
  vi.useRealTimers();
});
