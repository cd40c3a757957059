import type { Product } from "@shop/core";
import { beforeEach, describe, expect, it } from "vitest";
import type { ProductFeed } from "../replica.ts";
import { Feeder } from "./feeder.ts";
import { kettle, StandInCluster } from "./test-support.ts";

// What is checked here is what is sent, against what OpenSearch documents: no live cluster has run it.

const index = "shop-us-west-2-shop-products-v2";
const start = Date.parse("2026-06-01T12:00:00.000Z");
const at = (ms: number) => new Date(start + ms).toISOString();

let cluster: StandInCluster;
let now: number;
beforeEach(() => {
  cluster = new StandInCluster();
  now = start;
});

/** One of several servers of a stage, and what it asked the table for. */
function server(holder: string, more: Partial<ProductFeed> = {}) {
  const asked: string[] = [];
  const feed: ProductFeed = {
    readAll: async (onProducts) => {
      asked.push("all");
      await onProducts([kettle]);
    },
    readChanges: async (since) => {
      asked.push(since);
      return [];
    },
    ...more,
  };
  const feeder = new Feeder({ ports: cluster, feed, source: "us-west-2/Shop-Products", holder, now: () => now });
  return { feeder, asked };
}
const bulks = () => cluster.asked.filter(({ what }) => what === `POST /${index}/_bulk`);
const stateNow = () => cluster.states.get(index)?.source;

describe("the first load", () => {
  it("creates the index, writes every product with its version, and says how far it knows the table", async () => {
    const { feeder } = server("a");
    expect(feeder.heardAt).toBeUndefined();
    await feeder.turn();
    const [bulk] = bulks();
    expect(bulk?.lines[0]).toEqual({
      index: { _id: "prod-1", version: Date.parse(kettle.updatedAt), version_type: "external_gte" },
    });
    expect(bulk?.lines[1]).toEqual({
      name: "steel kettl",
      brand: "acm",
      category: "hom",
      options: "red",
      description: "boil 1p7l 1p7",
      exact_name: "steel kettl",
      head: "kettl",
      product_id: "prod-1",
      category_name: "Home",
      category_key: "home",
      group_id: "g-1",
      status: "active",
      in_stock: true,
      price: 25.99,
      rating: 4.5,
      created_at: Date.parse(kettle.createdAt),
      product: expect.stringContaining('"2599"'),
    });
    expect(stateNow()).toEqual({ holder: "a", until: start + 30_000, checkpoint: at(0), complete: true });
    expect(feeder.heardAt).toBe(start);
  });

  it("fills exactly the fields of the mapping, which takes no others", async () => {
    await server("a").feeder.turn();
    const { mappings } = cluster.indexes.get(index);
    expect(mappings.dynamic).toBe("strict");
    expect(Object.keys(bulks()[0]?.lines[1]).toSorted()).toEqual(Object.keys(mappings.properties).toSorted());
  });

  it("that breaks half way is not shown, and is begun again", async () => {
    const failing: { away: boolean } = { away: true };
    const { feeder } = server("a", {
      async readAll(onProducts) {
        await onProducts([kettle]);
        if (failing.away) throw new Error("table is away");
      },
    });
    await expect(feeder.turn()).rejects.toThrow("table is away");
    expect([feeder.heardAt, stateNow().complete]).toEqual([undefined, false]);
    failing.away = false;
    now += 5000;
    await feeder.turn();
    expect(feeder.heardAt).toBe(start + 5000);
  });

  it("is over for good when the cluster refuses a product, and tells nothing of its text", async () => {
    const { feeder } = server("a");
    cluster.broken.add("prod-1");
    await expect(feeder.turn()).rejects.toThrow(
      new RegExp(`^The search cluster answered POST /${index}/_bulk with 400 mapper_parsing_exception$`),
    );
    expect(feeder.heardAt).toBeUndefined();
  });

  it("keeps its lease while it takes long", async () => {
    const { feeder } = server("a", {
      async readAll(onProducts) {
        for (let page = 0; page < 4; page++) {
          now += 16_000;
          await onProducts([{ ...kettle, productId: `prod-${page}` }]);
        }
      },
    });
    await feeder.turn();
    const leases = cluster.asked.flatMap(({ what, lines }) => (what.startsWith("PUT /shop-search-state") ? lines : []));
    expect(leases.map(({ until }) => until - start)).toEqual([30_000, 46_000, 62_000, 78_000, 94_000, 94_000]);
  });
});

describe("afterwards", () => {
  it("only what changed is read, with ten seconds of overlap, and written", async () => {
    const changed: Product = { ...kettle, stockQuantity: 0, updatedAt: at(1000) };
    const { feeder, asked } = server("a", {
      readChanges: async (since) => {
        asked.push(since);
        return [changed];
      },
    });
    await feeder.turn();
    now += 2000;
    await feeder.turn();
    expect(asked).toEqual(["all", at(-10_000)]);
    expect(cluster.documents.get("prod-1")?.source["in_stock"]).toBe(false);
    expect(stateNow().checkpoint).toBe(at(2000));
  });

  it("an older version of a product changes nothing, and is no failure", async () => {
    const { feeder } = server("a", {
      readChanges: async () => [{ ...kettle, name: "Old", updatedAt: "2025-01-01T00:00:00.000Z" }],
    });
    await feeder.turn();
    await feeder.turn();
    expect(bulks()).toHaveLength(2);
    expect(cluster.documents.get("prod-1")?.source["exact_name"]).toBe("steel kettl");
  });

  it("a delisted product stays as one, so that an older version does not bring it back", async () => {
    const { feeder } = server("a", { readChanges: async () => [{ ...kettle, status: "delisted", updatedAt: at(1) }] });
    await feeder.turn();
    await feeder.turn();
    expect(cluster.documents.get("prod-1")?.source["status"]).toBe("delisted");
  });
});

describe("several servers", () => {
  it("have one that feeds; the others see how far it has got and ask the table nothing", async () => {
    const [a, b] = [server("a"), server("b")];
    await a.feeder.turn();
    now += 2000;
    await a.feeder.turn();
    await b.feeder.turn();
    expect(b.asked).toEqual([]);
    expect(b.feeder.heardAt).toBe(start + 2000);
  });

  it("another takes over half a minute after the one that feeds was last heard of, where that one left off", async () => {
    const [a, b] = [server("a"), server("b")];
    await a.feeder.turn();
    now += 29_999;
    await b.feeder.turn();
    expect(b.asked).toEqual([]);
    now += 2;
    await b.feeder.turn();
    expect(b.asked).toEqual([at(-10_000)]);
    expect([stateNow().holder, b.feeder.heardAt]).toEqual(["b", start + 30_001]);
  });

  it("that begin at once agree on one", async () => {
    const [a, b] = [server("a"), server("b")];
    await Promise.all([a.feeder.turn(), b.feeder.turn()]);
    expect([...a.asked, ...b.asked]).toEqual(["all"]);
  });
});
