import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { foundOf } from "../../packages/search/src/opensearch/test-support.ts";
import { openCluster } from "../support/cluster.ts";
import { callRest, type Door, openDoor } from "../support/doors.ts";
import { openApp, openStage, type Stage } from "../support/stage.ts";

// A stage with SEARCH_ENDPOINT, in front of a stand-in that knows what OpenSearch documents: no live cluster has run it.

const laptop = "prod-e9075764";
let stage: Stage;
let search: Awaited<ReturnType<typeof openCluster>>;
let server: ReturnType<typeof openApp>;
let door: Door;

beforeAll(async () => {
  stage = await openStage();
  search = await openCluster();
  const endpoint = search.url;
  server = openApp({ ...stage.config, search: { ...stage.config.search, endpoint } });
  door = await openDoor("container", server.app);
  await vi.waitFor(async () => expect((await door.fetch(`${door.url}/ready`)).status).toBe(200), { timeout: 10_000 });
});
afterAll(async () => {
  server.backend.stop();
  await door[Symbol.asyncDispose]();
  await search.stop();
  await stage.stop();
});

const productOf = (id: string): string => search.cluster.documents.get(id)?.source["product"];

it("fills the cluster with every product of the table, over HTTP", () => {
  expect(search.cluster.documents.size).toBe(50);
  expect(productOf(laptop)).toContain('["Norrvik Feather 14 Laptop"');
  expect(server.failures).toEqual([]);
});

it("answers searches with what the cluster finds, page after page", async () => {
  const hit = { product: productOf(laptop), sort: [61.5, laptop] };
  search.cluster.found.push(foundOf([hit, hit], { total: 3, categories: { Electronics: 3 } }));
  const args = { query: "laptop", limit: 1, category: "electronics" };
  const { body } = await callRest(door, "search_products", args);
  expect([body.products[0].product_id, body.total_matches, body.facets]).toEqual([
    laptop,
    3,
    { categories: { Electronics: 3 } },
  ]);
  search.cluster.found.push(foundOf([hit]));
  await callRest(door, "search_products", { ...args, cursor: body.next_cursor });
  expect(search.cluster.searches.at(-1)).toMatchObject({ size: 2, search_after: [61.5, laptop] });
});

it("is unavailable when the cluster is: nothing else answers in its place", async () => {
  search.cluster.refusals.push(503);
  const { status, body } = await callRest(door, "search_products", { query: "laptop" });
  expect([status, body.code, body.retryable]).toEqual([503, "unavailable", true]);
  expect(JSON.stringify(body)).not.toContain("127.0.0.1");
});
