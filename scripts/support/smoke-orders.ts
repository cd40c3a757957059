import assert from "node:assert/strict";
import { isText, type Json, type Promised, refused, type SmokeShop, samePrice, succeeded } from "./smoke-shop.ts";

const orderTool = "order_product";
const pageSize = 50;

/** What a signed-in customer may do. Every run buys one product anew. */
export const orderPromises: readonly Promised[] = [
  {
    name: "order_product places an order at the product's price",
    async check(shop) {
      const { product_id, name, price } = shop.product;
      const body = succeeded(await shop.tool(orderTool, { product_id, quantity: 1, idempotency_key: shop.newKey() }));
      isText(body.order_id, "order_id");
      assert.equal(body.product_name, name);
      assert.equal(body.quantity, 1);
      assert.equal(body.unit_price, price);
      assert.equal(body.total_price, price);
      samePrice(body.total_price, body.total_minor);
      assert.equal(body.status, "placed");
      isText(body.currency, "currency");
      isText(body.estimated_delivery, "estimated_delivery");
      shop.order = body;
    },
  },
  {
    name: "the same Idempotency-Key answers with the first order, and with another purchase is 422",
    async check(shop) {
      const { product_id } = shop.product;
      const key = { "idempotency-key": shop.newKey() };
      const first = await shop.tool(orderTool, { product_id, quantity: 1 }, key);
      const again = await shop.tool(orderTool, { product_id, quantity: 1 }, key);
      assert.equal(succeeded(again).order_id, succeeded(first).order_id);
      assert.equal(first.headers.get("idempotent-replayed"), null);
      assert.equal(again.headers.get("idempotent-replayed"), "true");
      assert.equal(again.body.replayed, true);
      refused(await shop.tool(orderTool, { product_id, quantity: 2 }, key), 422, { code: "idempotency_conflict" });
    },
  },
  {
    name: "an order of nothing we sell is 404, of none or too many is refused",
    async check(shop) {
      const { product_id } = shop.product;
      const unknown = await shop.tool(orderTool, { product_id: "prod-00000000", quantity: 1 });
      refused(unknown, 404, { code: "product_not_found", error: "Product not found" });
      refused(await shop.tool(orderTool, { product_id, quantity: 0 }), 400, { code: "invalid_argument" });
    },
  },
  {
    name: "get_order_history shows the new order first, with what may be done with it",
    async check(shop) {
      const body = succeeded(await shop.tool("get_order_history", { limit: 2 }));
      assert.equal(body.order_count, body.orders.length);
      assert.ok(body.order_count <= 2, "limit must hold");
      const { orders } = succeeded(await shop.tool("get_order_history", {}));
      const order = orders.find(({ order_id }: Json) => order_id === shop.order.order_id);
      assert.ok(order, "the new order must be on the first page");
      for (const field of [
        "product_id",
        "product_name",
        "quantity",
        "unit_price",
        "total_price",
        "status",
        "created_at",
      ])
        assert.ok(field in order, `${field} must be there`);
      assert.equal(order.total_price, shop.order.total_price);
      assert.equal(order.lines.length, 1);
      assert.equal(order.allowed_actions.cancel.allowed, true);
      assert.equal(order.allowed_actions.return.allowed, false);
    },
  },
  {
    name: "write_product_review takes a review of what was bought, once",
    async check(shop) {
      const review = { product_id: shop.product.product_id, rating: 5, review_text: "Great product" };
      const answer = await shop.tool("write_product_review", review);
      if (answer.status === 409) {
        refused(answer, 409, { code: "already_reviewed" });
        isText(answer.body.details.review_id, "details.review_id");
        const body = succeeded(await shop.tool("write_product_review", { ...review, update: true }));
        assert.equal(body.review_id, answer.body.details.review_id);
        shop.remark = "reviewed in an earlier run: replaced";
        return;
      }
      const body = succeeded(answer);
      isText(body.review_id, "review_id");
      assert.equal(body.product_name, shop.product.name);
      assert.equal(body.rating, 5);
      assert.equal(typeof body.verified_purchase, "boolean");
      assert.equal(body.message, "Review submitted successfully");
      refused(await shop.tool("write_product_review", review), 409, { code: "already_reviewed" });
    },
  },
  {
    name: "initiate_return refuses what was not delivered (409) and what is not the customer's (404)",
    async check(shop) {
      const early = await shop.tool("initiate_return", { order_id: shop.order.order_id, reason: "Changed my mind" });
      refused(early, 409, { code: "not_delivered" });
      const foreign = await shop.tool("initiate_return", { order_id: "ord-abc123", reason: "Changed my mind" });
      refused(foreign, 404, { code: "order_not_found", error: "Order not found" });
    },
  },
  {
    name: "initiate_return takes back a delivered order, once",
    async check(shop) {
      const delivered = await listDelivered(shop);
      const order = delivered.find(({ allowed_actions }) => allowed_actions.return.allowed);
      if (!order) return await returnedEarlier(shop, delivered);
      const sent = { order_id: order.order_id, reason: "Changed my mind" };
      const body = succeeded(await shop.tool("initiate_return", sent));
      isText(body.return_id, "return_id");
      assert.equal(body.order_id, order.order_id);
      assert.equal(body.status, "requested");
      assert.equal(body.message, "Return request submitted");
      samePrice(body.refund_estimate, body.refund_estimate_minor);
      assert.ok(!Number.isNaN(Date.parse(body.deadline)), "deadline must be a time");
      const again = await shop.tool("initiate_return", sent);
      assert.equal(alreadyReturned(again.body), body.return_id);
      refused(again, 409, { code: "already_returned" });
    },
  },
];

function alreadyReturned(body: Json): string {
  assert.equal(body.success, false);
  assert.equal(body.code, "already_returned");
  assert.equal(body.message, "Return already exists");
  isText(body.return_id, "return_id");
  isText(body.status, "status");
  return body.return_id;
}

/** Earlier runs have returned everything: what they left must still be answered in the guide's words. */
async function returnedEarlier(shop: SmokeShop, delivered: readonly Json[]): Promise<void> {
  const order = delivered.find(({ allowed_actions }) => allowed_actions.return.code === "already_returned");
  shop.remark = order ? "returned in an earlier run" : "this customer has no delivered order to return";
  if (!order) return;
  const again = await shop.tool("initiate_return", { order_id: order.order_id, reason: "Changed my mind" });
  alreadyReturned(again.body);
}

async function listDelivered(shop: SmokeShop): Promise<Json[]> {
  const found: Json[] = [];
  let cursor: string | undefined;
  do {
    const page = { status: "delivered", limit: pageSize, ...(cursor && { cursor }) };
    const body = succeeded(await shop.tool("get_order_history", page));
    found.push(...body.orders);
    cursor = body.next_cursor;
  } while (cursor);
  return found;
}
