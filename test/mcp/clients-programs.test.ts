import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPort } from "../support/clients/ports.ts";
import { connectInspector, connectMcpRemote } from "../support/clients/programs.ts";
import { legacyRevision, modernRevision } from "../support/clients/sdk-clients.ts";
import { shopToolNames } from "../support/clients/shop-client.ts";
import { doorNames } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";
const programs = [
  { program: "mcp-remote", connect: connectMcpRemote },
  { program: "inspector", connect: connectInspector },
];
/** Each program speaks both eras, and goes to both addresses; the libraries do all four combinations. */
const routes = [
  { path: "/mcp", modern: false, revision: legacyRevision },
  { path: "", modern: true, revision: modernRevision },
];
const cases = doorNames.flatMap((door) =>
  programs.flatMap((row) => routes.map((route) => ({ door, ...row, ...route }))),
);

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
