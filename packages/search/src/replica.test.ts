import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CatalogueQuery, Product } from "@shop/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCatalogue } from "./catalogue.ts";
import { writeInThisThread } from "./index-thread.ts";
import { kettle } from "./test-support.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "shop-replica-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const browse: CatalogueQuery = { text: "", inStockOnly: false, sort: "relevance", limit: 10 };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const start = Date.parse("2026-06-01T12:00:00.000Z");

/** A table that a test changes, and a clock that it sets. Each `open` is a process that starts on the same folder. */
function world() {
  const table = new Map<string, Product>([[kettle.productId, kettle]]);
  const asked: string[] = [];
  const errors: unknown[] = [];
  const clock = { now: start };
  const hold: { promise?: Promise<void> } = {};
  const open = (source = "products") => {
    const feed = {
      readAll: async (onProducts: (products: readonly Product[]) => void | Promise<void>) => {
        asked.push("all");
        await hold.promise;
        await onProducts([...table.values()]);
      },
      readChanges: async (since: string) => {
        asked.push(since);
        return [...table.values()].filter(({ updatedAt }) => updatedAt > since);
      },
    };
    const now = () => clock.now;
    const onError = (error: unknown) => errors.push(error);
    return createCatalogue(feed, { pollMs: 2000, now, dir, source, thread: writeInThisThread(), onError });
  };
  const write = (more: Partial<Product>) => {
    const product = { ...kettle, updatedAt: new Date(clock.now).toISOString(), ...more };
    table.set(product.productId, product);
  };
  return { table, asked, errors, clock, hold, open, write };
}

const stockIn = async (catalogue: ReturnType<ReturnType<typeof world>["open"]>) => {
  const answer = await catalogue.search(browse);
  return answer.ok ? answer.value.hits.map(({ product }) => product.stockQuantity) : answer.rejection.code;
};
const files = () => readdirSync(dir).filter((name) => name.endsWith(".sqlite"));

describe("after a restart", () => {
  it("goes on from the checkpoint instead of reading the table again", async () => {
    const { asked, clock, open, write } = world();
    const first = open();
    expect(await stockIn(first)).toEqual([3]);
    first.stop();
    clock.now += hourMs;
    write({ stockQuantity: 1 });
    const second = open();
    expect(await stockIn(second)).toEqual([1]);
    expect(asked).toEqual(["all", "2026-06-01T11:59:50.000Z"]);
    second.stop();
  });

  it("has the later checkpoint, saved now and then as it polls", async () => {
    const { asked, clock, open } = world();
    const first = open();
    await stockIn(first);
    clock.now += 10 * minuteMs;
    await stockIn(first);
    first.stop();
    await stockIn(open());
    expect(asked.at(-1)).toBe("2026-06-01T12:09:50.000Z");
  });

  it.each([
    [
      "it is a day old: products may have left without a trace",
      ({ clock }: ReturnType<typeof world>) => (clock.now += 25 * hourMs),
      "products",
    ],
    ["it is a replica of another table", () => undefined, "other"],
    ["it is damaged", () => truncateSync(join(dir, files()[0] ?? ""), 5000), "products"],
    ["it is no database at all", () => writeFileSync(join(dir, files()[0] ?? ""), "x".repeat(9000)), "products"],
  ])("builds the index anew when %s", async (_, happens, source) => {
    const shop = world();
    const first = shop.open();
    await stockIn(first);
    first.stop();
    happens(shop);
    const second = shop.open(source);
    expect(await stockIn(second)).toEqual([3]);
    expect(shop.asked).toEqual(["all", "all"]);
    expect(shop.errors).toEqual([]);
    second.stop();
  });

  it("answers from the file while the table is away", async () => {
    const { open, table, errors } = world();
    const first = open();
    await stockIn(first);
    first.stop();
    table.values = () => {
      throw new Error("table is away");
    };
    const second = open();
    expect(await stockIn(second)).toEqual([3]);
    expect(errors).toHaveLength(1);
    second.stop();
  });

  it("keeps one file: those of before are removed", async () => {
    const { clock, open } = world();
    for (let round = 0; round < 3; round += 1) {
      const catalogue = open();
      await stockIn(catalogue);
      catalogue.stop();
      clock.now += 25 * hourMs;
    }
    expect(files()).toHaveLength(1);
  });
});

describe("while it runs", () => {
  it("is built anew beside the one that answers, after a day without the table, and takes its place", async () => {
    const { asked, clock, hold, open, table } = world();
    const catalogue = open();
    expect(await stockIn(catalogue)).toEqual([3]);
    const loading = Promise.withResolvers<void>();
    hold.promise = loading.promise;
    // Removed without a trace: no change says so.
    table.delete(kettle.productId);
    clock.now += 25 * hourMs;
    expect(await stockIn(catalogue)).toEqual([3]);
    clock.now += 5000;
    expect(await stockIn(catalogue)).toEqual([3]);
    loading.resolve();
    while (catalogue.isRebuilding()) await new Promise((resolve) => setImmediate(resolve));
    clock.now += 5000;
    expect(await stockIn(catalogue)).toEqual([]);
    expect(asked.filter((one) => one === "all")).toHaveLength(2);
    expect(files()).toHaveLength(1);
    catalogue.stop();
  });

  it("shows a change of price, stock and status at the next poll", async () => {
    const { clock, open, write } = world();
    const catalogue = open();
    await stockIn(catalogue);
    clock.now += 5000;
    write({ stockQuantity: 0, priceMinor: 1n });
    const cheap = await catalogue.search({ ...browse, maxPrice: 0.01 });
    expect(cheap.ok && cheap.value.totalMatches).toBe(1);
    expect(await stockIn(catalogue)).toEqual([0]);
    clock.now += 5000;
    write({ status: "delisted" });
    expect(await stockIn(catalogue)).toEqual([]);
    catalogue.stop();
  });
});
