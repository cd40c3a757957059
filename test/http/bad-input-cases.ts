import type { RejectionCode } from "@shop/core";
import { expect } from "vitest";

export const kib = 1024;

/** What no answer may hold: a stack, a path of ours, a word of AWS. */
export const leaks = /at \w+ \(|node_modules|arn:aws|dynamodb|Exception|ZodError|\.ts:\d/i;

/** Objects in objects, `depth` of them. */
export const nested = (depth: number): Record<string, unknown> => (depth === 0 ? {} : { inner: nested(depth - 1) });

interface BadBody {
  readonly body: string;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly code: RejectionCode;
}

const invalid = { status: 400, code: "invalid_argument" } as const;
const large = { status: 413, code: "payload_too_large" } as const;
const unsupported = { status: 415, code: "unsupported_media_type" } as const;

/** Bodies that no route takes. */
export const badBodies = (): Record<string, BadBody> => ({
  empty: { ...invalid, body: "" },
  blank: { ...invalid, body: "  \n" },
  "not JSON": { ...invalid, body: "not JSON" },
  "half of it": { ...invalid, body: '{"query":' },
  "JavaScript's idea of it": { ...invalid, body: "{query:'laptop'}" },
  "a trailing comma": { ...invalid, body: '{"query":"",}' },
  "two values": { ...invalid, body: "{}{}" },
  "NaN as a number": { ...invalid, body: '{"limit":NaN}' },
  "a number beyond numbers": { ...invalid, body: '{"limit":1e400}' },
  "a number far below": { ...invalid, body: '{"limit":-1e400}' },
  __proto__: { ...invalid, body: '{"__proto__":{"admin":true}}' },
  "__proto__ inside": { ...invalid, body: '{"items":[{"__proto__":{"admin":true}}]}' },
  "__proto__ in escapes": { ...invalid, body: '{"\\u005f_proto__":{}}' },
  "half a character": { ...invalid, body: '{"query":"\\ud800"}' },
  "the other half": { ...invalid, body: '{"query":"x\\udc00y"}' },
  "half a character in a name": { ...invalid, body: '{"\\ud83d":1}' },
  "33 levels": { ...invalid, body: JSON.stringify(nested(33)) },
  "30,000 levels": { ...invalid, body: `${"[".repeat(30_000)}${"]".repeat(30_000)}` },
  "30,000 open brackets": { ...invalid, body: "[".repeat(30_000) },
  "one megabyte": { ...large, body: JSON.stringify({ query: "x".repeat(1024 * kib) }) },
  "one byte too many": { ...large, body: " ".repeat(64 * kib + 1) },
  "no content type": { ...unsupported, body: "{}", headers: { "content-type": "" } },
  "plain text": { ...unsupported, body: "{}", headers: { "content-type": "text/plain" } },
  "a form": { ...unsupported, body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } },
  gzip: { ...unsupported, body: "{}", headers: { "content-encoding": "gzip" } },
  "gzip, then nothing": { ...unsupported, body: "{}", headers: { "content-encoding": "gzip, identity" } },
});

interface BadArguments {
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** What `details.path` says. */
  readonly path?: string;
  readonly code?: RejectionCode;
  readonly status?: number;
}

const laptop = "prod-e9075764";
const each = (tool: string, given: object, name: string, values: readonly unknown[]): BadArguments[] =>
  values.map((value) => ({ tool, args: { ...given, [name]: value }, path: name }));

const notWhole = [
  0,
  -1,
  1.5,
  -0.5,
  "",
  " ",
  "abc",
  "NaN",
  "Infinity",
  "1e2",
  "0x10",
  "1,5",
  "+1",
  true,
  null,
  [],
  {},
  [1],
];
const order = { product_id: laptop };
const review = { product_id: laptop, rating: 5, review_text: "Good" };
const back = { order_id: "ord-00000000000000000000", reason: "Too big" };
const notId = [
  "",
  "prod-",
  "prod-\u0000",
  "laptop",
  "prod-a b",
  "prod-é",
  `prod-${"a".repeat(60)}`,
  `prod-${"a".repeat(50_000)}`,
  "../prod-1",
  "ord-1",
  5,
  null,
  {},
  ["prod-1"],
];

/** Arguments that no tool takes. */
export const badArguments: readonly BadArguments[] = [
  ...each("order_product", order, "quantity", [...notWhole, 101, 1e9, 1e21, 2 ** 53 + 2]),
  ...each("order_product", {}, "product_id", [...notId, undefined]),
  ...each("order_product", order, "expected_unit_price", [-1, "free", "-1", true, null, {}]),
  ...each("order_product", order, "allow_duplicate", ["true", 1, null]),
  ...each("order_product", order, "idempotency_key", ["", "k".repeat(256), 5, null, {}]),
  ...each("order_product", order, "price", [0.01]),
  ...each("order_product", order, "constructor", [{ prototype: {} }]),
  ...each("order_product", order, "toString", ["x"]),
  { tool: "order_product", args: { product_id: "prod-nothing" }, code: "product_not_found", status: 404 },
  ...each("search_products", {}, "limit", notWhole),
  ...each("search_products", {}, "query", ["q".repeat(201), 5, null, ["laptop"], { $gt: "" }]),
  ...each("search_products", {}, "category", ["", "c".repeat(81), 5, null]),
  ...each("search_products", {}, "min_price", [-1, "cheap", null, "1e1"]),
  ...each("search_products", {}, "max_price", [-0.01, {}, "Infinity"]),
  ...each("search_products", {}, "sort", ["price", "", null, "constructor", "__proto__"]),
  ...each("search_products", {}, "in_stock_only", ["yes", 1]),
  ...each("search_products", {}, "response_format", ["xml", null]),
  ...each("search_products", {}, "Query", ["laptop"]),
  ...["x", "a.b", `${"a".repeat(2000)}.b`, "e30.e30", ".", "\u0000"].map((cursor) => ({
    tool: "search_products",
    args: { cursor },
    code: "invalid_cursor" as const,
  })),
  ...each("search_products", {}, "cursor", ["", "c".repeat(2049), 5, null]),
  ...each("write_product_review", review, "rating", [0, 6, 4.5, -5, "five", null, undefined]),
  ...each("write_product_review", review, "review_text", [
    "",
    "x".repeat(5001),
    5,
    null,
    undefined,
    " \u200b ",
    "\u0000",
  ]),
  ...each("write_product_review", review, "title", ["", "x".repeat(121), 5]),
  ...each("write_product_review", review, "verified_purchase", [true]),
  ...each("get_order_history", {}, "limit", notWhole),
  ...each("get_order_history", {}, "status", ["lost", "", null, 5]),
  ...each("get_order_history", {}, "since", ["yesterday", "2026-13-01", "2026-02-30", "", null, 0]),
  ...each("get_order_history", {}, "customer_id", ["cust-002"]),
  ...each("initiate_return", back, "order_id", ["", "ord-", "ord-x#l2", "prod-1", null, 5, undefined]),
  ...each("initiate_return", back, "reason", ["", "r".repeat(501), null, 5, undefined, "\u202e", "\u0000"]),
  ...each("initiate_return", back, "items", [[], {}, "all", null]),
  ...each("initiate_return", back, "refund_to", ["my account", "r".repeat(65), null, 5]),
  {
    tool: "initiate_return",
    args: { ...back, items: [{ product_id: laptop, quantity: 0 }] },
    path: "items.0.quantity",
  },
  { tool: "initiate_return", args: { ...back, items: [{ product_id: laptop, price: 1 }] }, path: "items.0.price" },
  { tool: "initiate_return", args: { ...back, items: [{ quantity: 1 }] }, path: "items.0.product_id" },
  { tool: "initiate_return", args: back, code: "order_not_found", status: 404 },
];

/** The whole shape of a refusal: nothing is missing and nothing is said besides. */
export function expectRefusal(body: any, code: string, name: string): void {
  expect([name, body.success, body.code]).toEqual([name, false, code]);
  const keys = Object.keys(body).filter((key) => key !== "details");
  expect(keys.sort()).toEqual(["code", "error", "hint", "retryable", "success"]);
}
