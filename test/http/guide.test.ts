import { afterAll, beforeAll, expect, it } from "vitest";
import { callRest, describeEachDoor } from "../support/doors.ts";
import { openStage, type Stage } from "../support/stage.ts";

describeEachDoor((open) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.stop());

  it("walks the guide: search, login, order, review, history, return", async () => {
    await using door = await open(stage.app);
    const found = await callRest(door, "search_products", { query: "laptop", max_price: 1500 });
    expect(found.status).toBe(200);
    expect(found.body.products[0].product_id).toBe("prod-e9075764");

    const login = await door.fetch(`${door.url}/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "demo1@example.com", password: "Demo123!" }),
    });
    const { access_token: token, ...rest } = (await login.json()) as { access_token: string };
    expect(rest).toEqual({ token_type: "Bearer", expires_in: 86_400, customer_id: "cust-001" });

    const order = await callRest(door, "order_product", { product_id: "prod-e9075764", quantity: 1 }, { token });
    expect(order.body).toMatchObject({ success: true, status: "placed", quantity: 1, currency: "USD" });
    expect(order.body.order_id).toMatch(/^ord-[0-9a-f]{20}$/);

    const history = await callRest(door, "get_order_history", {}, { token });
    expect(history.body.orders[0].order_id).toBe(order.body.order_id);

    const returnable = history.body.orders.find((o: any) => o.allowed_actions.return.allowed);
    const sent = { order_id: returnable.order_id, reason: "Changed my mind" };
    const back = await callRest(door, "initiate_return", sent, { token });
    expect(back.body).toMatchObject({ success: true, status: "requested", message: "Return request submitted" });
    const again = await callRest(door, "initiate_return", sent, { token });
    expect(again.body).toMatchObject({
      success: false,
      code: "already_returned",
      message: "Return already exists",
      return_id: back.body.return_id,
    });
  });
});
