import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemsOf } from "../support/clients/published.ts";
import { modernRevision, sdkClients } from "../support/clients/sdk-clients.ts";
import { type ShopClient, shopToolNames } from "../support/clients/shop-client.ts";
import { describeEachDoor } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";

/** Every tool once with an answer and once with a refusal; `past` are the answers of the rows before. */
const table: { tool: string; code?: string; more?: true; args: (past: any[]) => object }[] = [
  { tool: "search_products", args: () => ({ query: "laptop", limit: 3 }) },
  { tool: "search_products", args: () => ({ query: "laptop", limit: 3, response_format: "detailed" }) },
  { tool: "search_products", args: () => ({ limit: -1 }), code: "invalid_argument" },
  { tool: "order_product", args: () => ({ product_id: laptop, quantity: "2" }) },
  { tool: "order_product", args: () => ({ product_id: laptop, quantity: 2 }), code: "possible_duplicate" },
  { tool: "write_product_review", args: () => ({ ...review, update: true }) },
  { tool: "write_product_review", args: () => review, code: "already_reviewed" },
  { tool: "get_order_history", args: () => ({ limit: 50 }) },
  { tool: "initiate_return", args: (past) => ({ order_id: returnable(past.at(-1).orders), reason: "Too small" }) },
  { tool: "get_order_history", args: () => ({ limit: 50, response_format: "detailed" }) },
  { tool: "get_order_history", args: () => ({ cursor: "made-up" }), code: "invalid_cursor" },
  {
    tool: "initiate_return",
    args: (past) => ({ order_id: past[8].order_id, reason: "Again" }),
    code: "already_returned",
  },
  { tool: "get_product", args: () => ({ product_id: laptop }) },
  { tool: "get_product", args: () => ({ product_id: "prod-none" }), code: "product_not_found" },
  { tool: "get_product_reviews", args: () => ({ product_id: laptop }) },
  // History, and for an exchange what it came from, go beyond what the schema names.
  { tool: "get_order", args: (past) => ({ order_id: past[3].order_id }), more: true },
  { tool: "get_order", args: () => ({ order_id: "ord-none" }), code: "order_not_found" },
  { tool: "update_order", args: (past) => ({ order_id: past[3].order_id, shipping_address: address }) },
  { tool: "update_order", args: (past) => ({ order_id: past[3].order_id }), code: "invalid_argument" },
  { tool: "cancel_order", args: (past) => ({ order_id: past[3].order_id, reason: "No longer wanted" }) },
  {
    tool: "cancel_order",
    args: (past) => ({ order_id: past[3].order_id, reason: "Again" }),
    code: "order_not_cancellable",
  },
  {
    tool: "request_exchange",
    args: (past) => ({ order_id: past[3].order_id, items: [{ product_id: laptop, new_product_id: "prod-x" }] }),
    code: "not_delivered",
  },
  { tool: "get_return", args: (past) => ({ return_id: past[8].return_id }) },
  { tool: "get_return", args: () => ({}), code: "invalid_argument" },
  { tool: "get_my_profile", args: () => ({}) },
];
const address = { street: "1 Elm Street", city: "Portland", country: "US" };
const review = { product_id: laptop, rating: 4, review_text: "Quiet and quick." };
const returnable = (orders: any[]) => orders.find((order) => order.allowed_actions.return?.allowed)?.order_id;

/** One client for each era, each for a customer of its own. */
const cases = [
  { ...sdkClients[0], email: "demo1@example.com" },
  { ...sdkClients.find(({ client }) => client.includes("pinned")), email: "demo2@example.com" },
] as ((typeof sdkClients)[number] & { email: string })[];

describeEachDoor((open) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.stop());

  describe.each(cases)("$revision", ({ connect, email }) => {
    it("answers, whatever the tool and the outcome, by the published schema and with the same JSON as text", async () => {
      await using door = await open(stage.app);
      const token = await stage.tokenOf(email);
      await using client = await connect({ url: `${door.url}/mcp`, fetch: door.fetch, token });
      const tools = new Map((await client.listTools()).map((tool) => [tool.name, tool]));
      expect(new Set(table.map((row) => row.tool))).toEqual(new Set(shopToolNames));

      const past: any[] = [];
      for (const { tool, args, code, more } of table) {
        const answer = await client.call(tool, args(past));
        past.push(answer.structuredContent);
        const about = `row ${past.length}, ${tool}: ${JSON.stringify(answer)}`;
        if (!more) expect(problemsOf(tools.get(tool) ?? { name: tool }, answer), about).toEqual([]);
        expect(answer.isError ?? false, about).toBe(code !== undefined);
        expect(answer.structuredContent, about).toMatchObject(code ? { success: false, code } : { success: true });
      }
    });
  });

  it("publishes the same list in both eras", async () => {
    await using door = await open(stage.app);
    const lists = await Promise.all(
      cases.map(async ({ connect }) => {
        await using client: ShopClient = await connect({ url: door.url, fetch: door.fetch });
        return await client.listTools();
      }),
    );
    expect(cases[1]?.revision).toBe(modernRevision);
    expect(lists[1]).toEqual(lists[0]);
  });
});
