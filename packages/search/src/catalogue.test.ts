import type { CatalogueQuery, Product } from "@shop/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { writeInThisThread } from "./index-thread.ts";
import type { ProductFeed } from "./replica.ts";
import { kettle } from "./test-support.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-06-01T12:00:00.000Z") });
});
const followed: { stop(): void }[] = [];
afterEach(() => {
  for (const catalogue of followed.splice(0)) catalogue.stop();
  vi.useRealTimers();
});

const browse: CatalogueQuery = { text: "", inStockOnly: false, sort: "relevance", limit: 10 };
const pollMs = 2000;

/** A catalogue over a feed of which the test says what it answers, and when it was asked. */
function follow(more: Partial<ProductFeed> = {}) {
  const asked: string[] = [];
  const errors: unknown[] = [];
  const feed: ProductFeed = {
    readAll: async (onProducts) => onProducts([kettle]),
    readChanges: async () => [],
    ...more,
  };
  const catalogue = createCatalogue(
    {
      readAll: (onProducts) => {
        asked.push("all");
        return feed.readAll(onProducts);
      },
      readChanges: (since) => {
        asked.push(since);
        return feed.readChanges(since);
      },
    },
    { pollMs, now: Date.now, onError: (error) => errors.push(error), thread: writeInThisThread() },
  );
  followed.push(catalogue);
  const stockOf = async () => {
    const answer = await catalogue.search(browse);
    return answer.ok ? answer.value.hits[0]?.product.stockQuantity : answer.rejection.code;
  };
  return { catalogue, asked, errors, stockOf };
}

describe("before the first load", () => {
  it("is not ready and has no age", () => {
    const { catalogue } = follow();
    expect([catalogue.isReady(), catalogue.ageMs()]).toEqual([false, undefined]);
  });

  it("a search waits for the load", async () => {
    const loading = Promise.withResolvers<void>();
    const { stockOf } = follow({ readAll: (onProducts) => loading.promise.then(() => onProducts([kettle])) });
    const answer = stockOf();
    await vi.advanceTimersByTimeAsync(1000);
    loading.resolve();
    expect(await answer).toBe(3);
  });

  it("a search gives up after three seconds and says unavailable", async () => {
    const { stockOf } = follow({ readAll: () => new Promise(() => {}) });
    const settled = vi.fn();
    const answer = stockOf().finally(settled);
    await vi.advanceTimersByTimeAsync(2999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toBe("unavailable");
  });

  it("a load that fails half way shows nothing of itself, is told, and is tried again", async () => {
    let attempts = 0;
    const { catalogue, errors, stockOf } = follow({
      async readAll(onProducts) {
        onProducts([kettle]);
        if (++attempts < 3) throw new Error("table is away");
      },
    });
    catalogue.start();
    await vi.advanceTimersByTimeAsync(0);
    expect([catalogue.isReady(), errors.length]).toEqual([false, 1]);
    await vi.advanceTimersByTimeAsync(2 * pollMs);
    expect([catalogue.isReady(), errors.length]).toEqual([true, 2]);
    expect(await stockOf()).toBe(3);
    catalogue.stop();
  });
});

describe("while it follows the table", () => {
  it("asks every two seconds for what changed since ten seconds before it last heard", async () => {
    const { catalogue, asked } = follow();
    catalogue.start();
    await vi.advanceTimersByTimeAsync(2 * pollMs);
    expect(asked).toEqual(["all", "2026-06-01T11:59:50.000Z", "2026-06-01T11:59:52.000Z"]);
    catalogue.stop();
  });

  it("counts from the start of a load or poll, not from its end, so that nothing falls between", async () => {
    const slow = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const { catalogue, asked } = follow({
      readAll: () => slow(30_000),
      readChanges: () => slow(5000).then(() => []),
    });
    catalogue.start();
    await vi.advanceTimersByTimeAsync(30_000 + pollMs + 5000 + pollMs);
    expect(asked).toEqual(["all", "2026-06-01T11:59:50.000Z", "2026-06-01T12:00:22.000Z"]);
    catalogue.stop();
  });

  it("takes in what changed", async () => {
    const changed = { ...kettle, stockQuantity: 1, updatedAt: "2026-06-01T12:00:01.000Z" };
    const { catalogue, stockOf } = follow({ readChanges: async () => [changed] });
    catalogue.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(await stockOf()).toBe(3);
    await vi.advanceTimersByTimeAsync(pollMs);
    expect(await stockOf()).toBe(1);
    catalogue.stop();
  });

  it("goes on serving when a poll fails, and asks again for the same time", async () => {
    const table: { away: boolean } = { away: true };
    const { catalogue, asked, errors, stockOf } = follow({
      readChanges: () => (table.away ? Promise.reject(new Error("throttled")) : Promise.resolve([])),
    });
    catalogue.start();
    await vi.advanceTimersByTimeAsync(3 * pollMs);
    expect(errors).toHaveLength(3);
    expect(catalogue.ageMs()).toBe(3 * pollMs);
    expect(await stockOf()).toBe(3);
    expect(new Set(asked.slice(1))).toEqual(new Set(["2026-06-01T11:59:50.000Z"]));
    table.away = false;
    await vi.advanceTimersByTimeAsync(pollMs);
    expect(catalogue.ageMs()).toBe(0);
    catalogue.stop();
  });

  it("is silent once it is stopped", async () => {
    const { catalogue, asked } = follow();
    catalogue.start();
    await vi.advanceTimersByTimeAsync(pollMs);
    catalogue.stop();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(10 * pollMs);
    expect(asked).toHaveLength(before);
  });
});

it("stays silent when it is stopped in the middle of a poll", async () => {
  const poll = Promise.withResolvers<Product[]>();
  const { catalogue, asked } = follow({ readChanges: () => poll.promise });
  catalogue.start();
  await vi.advanceTimersByTimeAsync(pollMs);
  catalogue.stop();
  poll.resolve([]);
  await vi.advanceTimersByTimeAsync(10 * pollMs);
  expect(asked).toHaveLength(2);
});

describe("after a sleep", () => {
  it("is refreshed before it answers, once for all searches that wait", async () => {
    const changed = { ...kettle, stockQuantity: 1, updatedAt: "2026-06-01T12:00:01.000Z" };
    const { asked, stockOf } = follow({ readChanges: async () => [changed] });
    expect(await stockOf()).toBe(3);
    vi.setSystemTime(Date.now() + 2 * pollMs);
    expect(await stockOf()).toBe(3); // old, but not too old
    vi.setSystemTime(Date.now() + 1);
    expect(await Promise.all([stockOf(), stockOf(), stockOf()])).toEqual([1, 1, 1]);
    expect(asked).toHaveLength(2);
  });

  it("answers with what it knows when the refresh takes too long", async () => {
    const { stockOf } = follow({ readChanges: () => new Promise(() => {}) });
    expect(await stockOf()).toBe(3);
    vi.setSystemTime(Date.now() + 3_600_000);
    const answer = stockOf();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await answer).toBe(3);
  });
});
