import { setTimeout as sleep } from "node:timers/promises";
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { createCognitoClient } from "@shop/aws/cognito";
import { importShop } from "@shop/local";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDoor } from "../support/doors.ts";
import { channels } from "../support/shop/ask.ts";
import { type Floor, must, openFloor } from "../support/shop/floor.ts";
import { seededShop, toLines } from "../support/shop/seeded-shop.ts";
import { logIn } from "../support/stage.ts";

const shop = seededShop(7, { products: 600, customers: 500, orders: 1000 });

let floor: Floor;
let cognito: CognitoIdentityProviderClient;

beforeAll(async () => {
  floor = await openFloor((app) => openDoor("container", app));
  const { db, config } = floor.stage;
  cognito = createCognitoClient(config);
  const outcome = await importShop({
    db,
    tables: config.tables,
    place: "test",
    files: [{ name: "shop.jsonl", text: toLines(shop) }],
    checkpoints: { find: () => undefined, save: () => undefined },
    now: () => new Date(),
  });
  expect(outcome.kind).toBe("imported");
});
afterAll(async () => {
  cognito.destroy();
  await floor.close();
  expect(floor.stage.failures).toEqual([]);
});

/** An account for an imported customer, tied to the record at its first sign-in. */
async function signIn(index: number): Promise<string> {
  const Username = `import${index}@example.com`;
  const UserPoolId = floor.stage.cognito.poolId;
  const UserAttributes = [
    { Name: "email", Value: Username },
    { Name: "email_verified", Value: "true" },
    { Name: "custom:customer_id", Value: `cust-i${index}` },
  ];
  await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: "SUPPRESS" }));
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: "Demo123!", Permanent: true }));
  return logIn(floor.stage.app, Username);
}

describe.each(channels)("a customer of the imported shop, over %s", (channel) => {
  // Each customer has five orders in a row, one in each state; every third delivered one has a return.
  const index = channel === "rest" ? 1 : 2;
  const order = (state: number) => shop.orders[index * 5 + state] ?? {};
  let token: string;
  beforeAll(async () => {
    token = await signIn(index);
  });
  const call = async (tool: string, args: object) => must(await floor.ask(channel, tool, args, { token }));
  /** Another product of the same group. */
  const sibling = (product_id: string) => {
    const { group_id } = shop.products.find((one) => one["product_id"] === product_id) ?? {};
    return shop.products.find((one) => one["group_id"] === group_id && one["product_id"] !== product_id)?.[
      "product_id"
    ];
  };

  it("searches and reads products and reviews", async () => {
    let found: any;
    for (let tries = 0; tries < 60 && !(found?.total_matches > 0); tries++, await sleep(100))
      found = await call("search_products", { query: `import ${index}`, sort: "relevance" });
    expect(found.total_matches).toBeGreaterThan(0);
    const [{ product_id }] = order(3)["lines"];
    // The replica behind search may have the one product before its siblings.
    await vi.waitFor(
      async () => expect((await call("get_product", { product_id })).variants.length).toBeGreaterThan(0),
      {
        timeout: 10_000,
        interval: 200,
      },
    );
    const { reviews, rating } = await call("get_product_reviews", { product_id });
    expect([reviews.length, reviews[0].verified_purchase]).toEqual([rating.count, true]);
  });

  it("reads profile, history, orders in all states and returns", async () => {
    expect((await call("get_my_profile", {})).customer).toMatchObject({ customer_id: `cust-i${index}` });
    const { orders } = await call("get_order_history", { limit: 50 });
    const own = shop.orders.filter(({ customer_id }) => customer_id === `cust-i${index}`);
    expect(orders.map((one: any) => one.order_id).toSorted()).toEqual(own.map(({ order_id }) => order_id).toSorted());
    expect(new Set(orders.map((one: any) => one.status)).size).toBe(5);
    for (const { order_id, lines } of own)
      expect((await call("get_order", { order_id })).order.lines).toHaveLength(lines.length);
    const made = shop.returns.find(({ order_id }) => own.some((one) => one["order_id"] === order_id));
    if (made) expect((await call("get_return", { order_id: made.order_id })).returns).toHaveLength(1);
  });

  it("orders, cancels, returns in part and reviews", async () => {
    const { order_id } = await call("order_product", { product_id: order(0)["lines"][0].product_id });
    expect((await call("cancel_order", { order_id, reason: "No" })).status).toBe("cancelled");
    expect((await call("cancel_order", { order_id: order(1)["order_id"], reason: "No" })).status).toBe("cancelled");
    const [, line] = order(3)["lines"];
    const items = [{ product_id: line.product_id, quantity: 1 }];
    const sent = { order_id: order(3)["order_id"], reason: "No", items };
    const { return_id } = await call("initiate_return", sent);
    const review = { product_id: line.product_id, rating: 4, review_text: "Good", update: true };
    expect((await call("write_product_review", review)).verified_purchase).toBe(true);
    for (const action of ["approve", "receive", "refund"])
      must(await floor.staff("resolve_return", { return_id, action }));
    await floor.advance(order(2)["order_id"], "delivered");
  });

  it("changes a placed order to another variant", async () => {
    const [{ product_id }] = order(0)["lines"];
    const replace_items = [{ product_id, new_product_id: sibling(product_id), quantity: 1 }];
    expect((await call("update_order", { order_id: order(0)["order_id"], replace_items })).order.status).toBe("placed");
  });

  it("exchanges a delivered line for another variant", async () => {
    const { product_id } = order(3)["lines"].at(-1);
    const items = [{ product_id, new_product_id: sibling(product_id), quantity: 1 }];
    expect((await call("request_exchange", { order_id: order(3)["order_id"], items })).status).toBe("requested");
  });
});
