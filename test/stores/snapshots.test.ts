import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@shop/aws";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createSnapshotStore } from "../../packages/aws/src/snapshot-store.ts";
import { callRest, openDoor } from "../support/doors.ts";
import { type FaultyDatabase, openFaultyDatabase } from "../support/faults.ts";
import { changeProduct } from "../support/faults-tables.ts";
import { ObjectStore } from "../support/object-store.ts";
import { openApp, openStage, type Stage } from "../support/stage.ts";

const folder = mkdtempSync(join(tmpdir(), "shop-snapshots-"));
const path = "/shop-index/search-index/ecommerce-products";
const laptop = "prod-e9075764";

let s3: ObjectStore;
beforeAll(async () => {
  s3 = await new ObjectStore().start();
});
afterAll(async () => {
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  s3.objects.clear();
  s3.asked.length = 0;
  s3.cutAfter = Number.POSITIVE_INFINITY;
  s3.away = false;
});

describe("the object in S3", () => {
  const store = () =>
    createSnapshotStore({ region: "us-west-2", s3Endpoint: s3.url }, { bucket: "shop-index", key: "search-index/t" });
  const file = (content: string) => {
    const name = join(folder, "file");
    writeFileSync(name, content);
    return name;
  };
  const read = async (maxBytes = 1000) => {
    const pieces = await store().readSnapshot(maxBytes);
    if (!pieces) return undefined;
    let text = "";
    for await (const piece of pieces) text += Buffer.from(piece).toString();
    return text;
  };

  it("is found and read as it was saved", async () => {
    expect([await store().findSnapshot(), await read()]).toEqual([undefined, undefined]);
    expect(await store().saveSnapshot(file("one"), undefined)).toBe(true);
    const found = await store().findSnapshot();
    expect(Math.abs((found?.savedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await read()).toBe("one");
  });

  it("is read in ranges when it is large, as it was saved", async () => {
    const content = randomBytes(35 * 1024 ** 2);
    s3.put("/shop-index/search-index/t", content);
    const pieces = await store().readSnapshot(content.length);
    const digest = createHash("sha256");
    for await (const piece of pieces ?? []) digest.update(piece);
    expect(digest.digest("hex")).toBe(createHash("sha256").update(content).digest("hex"));
    expect(s3.asked).toHaveLength(5);
  });

  it("is not read when another takes its place in the middle", async () => {
    s3.put("/shop-index/search-index/t", randomBytes(60 * 1024 ** 2));
    const pieces = (await store().readSnapshot(Number.POSITIVE_INFINITY)) ?? [];
    let received = 0;
    const reading = async () => {
      for await (const piece of pieces) {
        if (received === 0) s3.put("/shop-index/search-index/t", Buffer.from("another"));
        received += piece.length;
      }
    };
    await expect(reading()).rejects.toThrow();
    expect(received).toBeGreaterThan(0);
  });

  it("is replaced only by who knows what it replaces", async () => {
    expect(await store().saveSnapshot(file("one"), undefined)).toBe(true);
    expect(await store().saveSnapshot(file("two"), undefined)).toBe(false);
    const { tag } = (await store().findSnapshot()) ?? {};
    expect(await store().saveSnapshot(file("three"), tag)).toBe(true);
    expect(await store().saveSnapshot(file("four"), tag)).toBe(false);
    expect(await read()).toBe("three");
  });

  it("is not read when it is larger than an index may be", async () => {
    await store().saveSnapshot(file("x".repeat(1001)), undefined);
    await expect(read(1000)).rejects.toThrow("too large");
  });

  it("that S3 does not give is an error, not a missing one", async () => {
    s3.away = true;
    await expect(store().findSnapshot()).rejects.toThrow();
    await expect(read()).rejects.toThrow();
  });
});

describe("servers of one stage", () => {
  let stage: Stage;
  let database: FaultyDatabase;
  const running: ReturnType<typeof openApp>[] = [];

  beforeAll(async () => {
    stage = await openStage();
    database = await openFaultyDatabase(stage.engine.url);
  });
  afterEach(() => {
    for (const { backend } of running.splice(0)) backend.stop();
    database.counts["Scan"] = 0;
  });
  afterAll(async () => {
    await database.stop();
    await stage.stop();
  });

  /** A server on a new disk. */
  function start() {
    const config: Config = {
      ...stage.config,
      dynamodbEndpoint: database.url,
      s3Endpoint: s3.url,
      search: { snapshotBucket: "shop-index", snapshotMinutes: 60, endpoint: undefined },
    };
    const server = openApp(config);
    running.push(server);
    return server;
  }
  async function search(server: ReturnType<typeof openApp>, args: object) {
    await using door = await openDoor("container", server.app);
    return (await callRest(door, "search_products", args)).body;
  }
  const saved = () => vi.waitFor(() => expect(s3.objects.has(path)).toBe(true), { timeout: 10_000 });

  it("the first reads the table and saves its index; the next begins with it, and reads only what changed since", async () => {
    await search(start(), {});
    expect(database.counts["Scan"]).toBeGreaterThan(0);
    await saved();
    database.counts["Scan"] = 0;
    await changeProduct(stage, laptop, { stock_quantity: 1 });
    const next = start();
    const { products, total_matches } = await search(next, { query: "laptop", limit: 1 });
    expect([products[0].product_id, products[0].stock_quantity]).toEqual([laptop, 1]);
    expect(total_matches).toBeGreaterThan(1);
    expect(database.counts["Scan"]).toBe(0);
    expect(next.failures).toEqual([]);
    // HEAD and GET are allowed by s3:GetObject, PUT by s3:PutObject: all that stacks/snapshots.ts grants.
    const asked = new Set(s3.asked.map((line) => line.replace(/ \d+$/, "")));
    expect([...asked].toSorted()).toEqual([`GET ${path}`, `HEAD ${path}`, `PUT ${path}`]);
  });

  it.each<[string, () => void]>([
    ["a damaged snapshot", () => s3.put(path, Buffer.alloc(5000, "x"))],
    ["one that breaks off", () => Object.assign(s3, { cutAfter: 3000 })],
    ["an S3 that is away", () => Object.assign(s3, { away: true })],
  ])("%s is told, and costs no more than reading the table", async (_, damage) => {
    await search(start(), {});
    await saved();
    database.counts["Scan"] = 0;
    damage();
    const next = start();
    expect((await search(next, { query: "laptop", limit: 1 })).products[0].product_id).toBe(laptop);
    expect(database.counts["Scan"]).toBeGreaterThan(0);
    expect(next.failures.length).toBeGreaterThan(0);
  });
});
