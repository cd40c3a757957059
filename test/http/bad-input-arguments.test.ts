import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, type Door, describeEachDoor } from "../support/doors.ts";
import { callMcp } from "../support/faults-calls.ts";
import { allItems } from "../support/faults-tables.ts";
import { openStage, type Stage } from "../support/stage.ts";
import { badArguments, expectRefusal, leaks } from "./bad-input-cases.ts";

const laptop = "prod-e9075764";

describeEachDoor((open) => {
  let stage: Stage;
  let door: Door;
  let token: string;
  let before: unknown;

  beforeAll(async () => {
    stage = await openStage();
    door = await open(stage.app);
    token = await stage.tokenOf();
    // The first cursor makes the key that signs them all.
    await callRest(door, "get_order_history", { limit: 1 }, { token });
    before = await allItems(stage);
  });
  afterAll(async () => {
    expect(await allItems(stage)).toEqual(before);
    expect(stage.failures).toEqual([]);
    await door[Symbol.asyncDispose]();
    await stage.stop();
  });

  it.each(badArguments)(
    "refuses $tool with $args",
    async ({ tool, args, path, code = "invalid_argument", status = 400 }) => {
      const overRest = await callRest(door, tool, args, { token });
      const overMcp = await callMcp(door, tool, args, { token });
      expect([overRest.status, overMcp.status]).toEqual([status, 200]);
      expectRefusal(overRest.body, code, tool);
      expect(overMcp.body).toEqual(overRest.body);
      expect(overMcp.message.result).toMatchObject({ isError: true });
      expect(JSON.parse(overMcp.message.result.content[0].text)).toEqual(overRest.body);
      if (path !== undefined) expect(overRest.body.details.path).toBe(path);
      expect(JSON.stringify(overRest.body)).not.toMatch(leaks);
      expect(JSON.stringify(overRest.body).length).toBeLessThan(2000);
    },
  );

  it("takes numbers written as text, and a limit above the maximum as the maximum", async () => {
    const search = async (args: object) => (await callRest(door, "search_products", args)).body;
    expect(await search({ limit: "3", max_price: " 1500 ", min_price: "10.50" })).toEqual(
      await search({ limit: 3, max_price: 1500, min_price: 10.5 }),
    );
    for (const limit of [51, 500, "500", 1e21]) expect(await search({ limit })).toEqual(await search({ limit: 50 }));
    expect((await search({ max_price: "1e3" })).code).toBe("invalid_argument");
  });

  it("refuses an idempotency key that is said twice and differently, or is too long", async () => {
    const send = (args: object, key: string) =>
      callRest(door, "order_product", { product_id: laptop, ...args }, { token, headers: { "idempotency-key": key } });
    for (const { status, body } of [await send({ idempotency_key: "a" }, "b"), await send({}, "k".repeat(256))])
      expect([status, body.code, body.details.path]).toEqual([400, "invalid_argument", "idempotency_key"]);
  });
});
