import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPort } from "../support/clients/ports.ts";
import { connectInspector, connectMcporter, connectMcpRemote } from "../support/clients/programs.ts";
import { legacyRevision, modernRevision } from "../support/clients/sdk-clients.ts";
import { shopToolNames } from "../support/clients/shop-client.ts";
import { doorNames } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";
/** Programs that speak both eras go to both addresses; the libraries do all four combinations. */
const [old, new2026] = [
  { path: "/mcp", modern: false, revision: legacyRevision },
  { path: "", modern: true, revision: modernRevision },
];
const programs = [
  { program: "mcp-remote", connect: connectMcpRemote, ...old },
  { program: "mcp-remote", connect: connectMcpRemote, ...new2026 },
  { program: "inspector", connect: connectInspector, ...old },
  { program: "inspector", connect: connectInspector, ...new2026 },
  { program: "mcporter", connect: connectMcporter, ...old },
];
/**
 * Each program in each revision, through one of the doors: that the doors answer alike is shown by other tests. The
 * long form takes the other door.
 */
const long = process.env["TEST_LONG"] === "1";
const cases = doorNames
  .flatMap((door) => programs.map((row) => ({ door, ...row })))
  .filter(({ door, modern }) => (modern === (door === "lambda")) !== long);

let stage: Stage;
let home: string;
beforeAll(async () => {
  stage = await openStage();
  home = await mkdtemp(join(tmpdir(), "shop-clients-"));
});
afterAll(async () => {
  await stage.stop();
  await rm(home, { recursive: true, force: true });
});

describe.each(cases)("$program through $door on '$path', $revision", ({ connect, ...given }) => {
  const { program, door: name, path, modern, revision } = given;

  it("lists the tools, searches without an account, and is told to sign in to order", async () => {
    await using door = await openPort(name, stage);
    await using client = await connect({ url: door.url + path, home, modern });

    expect((await client.listTools()).map((tool) => tool.name)).toEqual(shopToolNames);
    const found = await client.call("search_products", { query: "laptop", max_price: 1500, limit: 1 });
    expect(found.structuredContent).toMatchObject({ success: true, products: [{ product_id: laptop }] });
    expect(door.callsOf("search_products")).toMatchObject([{ path: path || "/", revision, status: 200 }]);

    await expect(client.call("order_product", { product_id: laptop })).rejects.toThrow();
    for (const call of door.callsOf("order_product")) expect(call).toMatchObject({ revision, status: 401 });
    expect(door.callsOf("order_product")).not.toEqual([]);
  });

  it("orders for the customer whose token it carries", async () => {
    await using door = await openPort(name, stage);
    await using client = await connect({ url: door.url + path, home, modern, token: await stage.tokenOf() });

    const order = await client.call("order_product", {
      product_id: laptop,
      idempotency_key: `${program}-${name}-${path}`,
    });
    expect(order.structuredContent).toMatchObject({ success: true, status: "placed", quantity: 1 });
    expect(door.callsOf("order_product")).toMatchObject([{ path: path || "/", revision, status: 200 }]);
  });
});

it.each(cases)("$program reads a resource through $door, $revision", async (given) => {
  const { program, door: name, connect, path, modern } = given;
  await using door = await openPort(name, stage);
  await using client = await connect({ url: door.url + path, home, modern });
  expect(await client.read(`shop://product/${laptop}`)).toContain(`Product id: ${laptop}`);
  const prompt = await client.prompt?.("find_gift", { recipient: "a cook" });
  expect(prompt ?? `${program} knows no prompts`).toMatch(/^Find a gift for: a cook\.|^mcporter knows no prompts$/);
});
