import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sdkClients } from "../support/clients/sdk-clients.ts";
import { shopToolNames } from "../support/clients/shop-client.ts";
import { witness } from "../support/clients/witness.ts";
import { describeEachDoor } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";

const laptop = "prod-e9075764";
const cases = sdkClients.flatMap((row) => ["/mcp", ""].map((path) => ({ ...row, path })));

describeEachDoor((open) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.stop());

  describe.each(cases)("$client on '$path'", ({ client: name, connect, revision, path }) => {
    it("lists the tools, searches without an account, and is told to sign in to order", async () => {
      const seen = witness(stage.app);
      await using door = await open(seen.app);
      await using client = await connect({ url: door.url + path, fetch: door.fetch });

      expect((await client.listTools()).map((tool) => tool.name)).toEqual(shopToolNames);
      const found = await client.call("search_products", { query: "laptop", max_price: 1500, limit: 1 });
      expect(found.structuredContent).toMatchObject({ success: true, products: [{ product_id: laptop }] });
      expect(seen.callsOf("search_products")).toMatchObject([{ path: path || "/", revision, status: 200 }]);

      const refused = client.call("order_product", { product_id: laptop });
      await expect(refused).rejects.toThrow("Authentication required");
      expect(seen.callsOf("order_product")).toMatchObject([{ revision, status: 401 }]);
    });

    it("reads a resource and gets a prompt, without an account", async () => {
      await using door = await open(stage.app);
      await using client = await connect({ url: door.url + path, fetch: door.fetch });
      expect(await client.read("shop://help/returns")).toContain("30 days to return them");
      expect(await client.read(`shop://product/${laptop}`)).toContain(`Product id: ${laptop}`);
      expect(await client.prompt?.("find_gift", { recipient: "a cook" })).toContain("Find a gift for: a cook.");
    });

    it("orders for the customer whose token it carries", async () => {
      const seen = witness(stage.app);
      await using door = await open(seen.app);
      const token = await stage.tokenOf();
      await using client = await connect({ url: door.url + path, fetch: door.fetch, token });

      const order = await client.call("order_product", { product_id: laptop, idempotency_key: `${name}${path}-key` });
      expect(order.isError ?? false).toBe(false);
      expect(order.structuredContent).toMatchObject({ success: true, status: "placed", quantity: 1 });
      expect(seen.callsOf("order_product")).toMatchObject([{ path: path || "/", revision, status: 200 }]);

      const { orders } = (await client.call("get_order_history", { limit: 1 })).structuredContent as any;
      expect(orders[0].order_id).toBe((order.structuredContent as any).order_id);
    });
  });
});
