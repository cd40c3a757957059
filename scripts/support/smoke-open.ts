import assert from "node:assert/strict";
import { type Promised, refused, samePrice, succeeded } from "./smoke-shop.ts";

const searchPath = "/tools/search_products";
const largeBody = JSON.stringify({ query: "x".repeat(70_000) });

/** What anybody may ask, without signing in. */
export const openPromises: readonly Promised[] = [
  {
    name: "GET /health answers the guide's body",
    async check(shop) {
      const { status, body } = await shop.get("/health");
      assert.equal(status, 200);
      assert.equal(body.status, "healthy");
      assert.equal(body.service, "ecommerce-mcp-server");
      assert.match(body.version, /^\d+\.\d+\.\d+/);
      assert.ok(!Number.isNaN(Date.parse(body.timestamp)), "timestamp must be a time");
    },
  },
  {
    name: "GET /ready answers 200",
    async check(shop) {
      const { status, text } = await shop.get("/ready");
      assert.equal(status, 200, text.slice(0, 200));
    },
  },
  {
    name: "GET / describes the service, as a page for browsers and as JSON for programs",
    async check(shop) {
      const page = await shop.get("/", { accept: "text/html" });
      assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
      assert.match(page.text, /<html/i);
      const { body } = await shop.get("/", { accept: "application/json" });
      assert.equal(body.service, "ecommerce-mcp-server");
    },
  },
  {
    name: "search_products finds laptops under 1500 without signing in",
    async check(shop) {
      const body = succeeded(await shop.post(searchPath, { query: "laptop", max_price: 1500 }));
      assert.ok(body.count > 0, "no laptop under 1500 found");
      assert.equal(body.count, body.products.length);
      for (const product of body.products) {
        for (const field of ["product_id", "name", "description", "category", "created_at", "currency"])
          assert.equal(typeof product[field], "string", `${field} must be a text`);
        assert.ok(product.price <= 1500, `${product.product_id} costs more than 1500`);
        assert.ok(Number.isInteger(product.stock_quantity), "stock_quantity must be a whole number");
        assert.ok(Array.isArray(product.image_urls), "image_urls must be a list");
        samePrice(product.price, product.price_minor);
      }
      shop.product = body.products.find(({ stock_quantity }: { stock_quantity: number }) => stock_quantity > 2);
    },
  },
  {
    name: "search_products filters by category, both prices and limit",
    async check(shop) {
      const filters = { query: "laptop", category: "Electronics", min_price: 500, max_price: 1500, limit: 10 };
      const body = succeeded(await shop.post(searchPath, filters));
      assert.ok(body.count > 0, "nothing found");
      for (const { category, price } of body.products)
        assert.ok(
          category === "Electronics" && price >= 500 && price <= 1500,
          `${category} at ${price} does not match`,
        );
    },
  },
  {
    name: "search_products gives 10 by default and at most 50",
    async check(shop) {
      assert.ok(succeeded(await shop.post(searchPath, {})).count <= 10);
      assert.ok(succeeded(await shop.post(searchPath, { limit: 5000 })).count <= 50);
    },
  },
  {
    name: "search_products goes on where a page ended",
    async check(shop) {
      const first = succeeded(await shop.post(searchPath, { limit: 1 }));
      const second = succeeded(await shop.post(searchPath, { limit: 1, cursor: first.next_cursor }));
      assert.notEqual(second.products[0].product_id, first.products[0].product_id);
      refused(await shop.post(searchPath, { limit: 1, cursor: `${first.next_cursor}x` }), 400, {
        code: "invalid_cursor",
      });
    },
  },
  {
    name: "numbers sent as text are understood",
    async check(shop) {
      const body = succeeded(await shop.post(searchPath, { query: "laptop", max_price: "1500", limit: "2" }));
      assert.ok(body.count > 0 && body.count <= 2);
    },
  },
  {
    name: "an unknown or wrong argument is refused by name (400)",
    async check(shop) {
      const unknown = await shop.post(searchPath, { query: "laptop", colour_of_box: "red" });
      refused(unknown, 400, { code: "invalid_argument" });
      assert.match(unknown.text, /colour_of_box/);
      const wrong = await shop.post(searchPath, { max_price: "cheap" });
      refused(wrong, 400, { code: "invalid_argument" });
      assert.match(wrong.text, /max_price/);
    },
  },
  {
    name: "a body that is no JSON (400), no application/json (415) or too large (413) is refused",
    async check(shop) {
      refused(await shop.post(searchPath, "{not json"), 400);
      refused(await shop.post(searchPath, "query=laptop", { "content-type": "text/plain" }), 415);
      refused(await shop.post(searchPath, largeBody), 413);
    },
  },
  {
    name: "an unknown tool is 404 and a wrong method is 405 with Allow",
    async check(shop) {
      refused(await shop.post("/tools/no_such_tool", {}), 404);
      const wrong = await shop.get(searchPath);
      refused(wrong, 405);
      assert.equal(wrong.headers.get("allow"), "POST");
    },
  },
];
