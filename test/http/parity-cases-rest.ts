import { json, laptop, type ParityCase } from "./parity-case.ts";

const tool = (name: string, status: number, args: unknown, more: Partial<ParityCase> = {}): ParityCase => ({
  name: `${name} ${String(JSON.stringify(args)).slice(0, 60)}`,
  status,
  path: `/tools/${name}`,
  headers: json,
  body: args,
  as: "customer",
  ...more,
});

const key = (more: object = {}) => ({ product_id: laptop, quantity: 1, idempotency_key: "parity", ...more });
type Answers = Readonly<Record<string, any>>;
const returnableOrder = ({ history }: Answers) =>
  history.orders.find((order: any) => order.allowed_actions.return.allowed);

const rest: readonly ParityCase[] = [
  tool("search_products", 200, {}, { as: "nobody" }),
  tool("search_products", 200, { query: "laptop", max_price: 1500, sort: "price_asc" }),
  tool("search_products", 200, { query: "été ☕ \u{1f600}", limit: "2" }),
  tool("search_products", 200, { limit: 2, sort: "newest" }, { name: "first page" }),
  tool(
    "search_products",
    200,
    (answers: Answers) => ({ limit: 2, sort: "newest", cursor: answers["first page"].next_cursor }),
    {
      name: "second page",
    },
  ),
  tool(
    "search_products",
    400,
    (answers: Answers) => ({ limit: 2, sort: "rating", cursor: answers["first page"].next_cursor }),
    {
      name: "the cursor of another list",
    },
  ),
  tool("search_products", 400, { limit: 0 }),
  tool("search_products", 400, { colour: "red" }),
  tool("search_products", 400, [1]),
  tool("search_products", 400, null),
  tool("search_products", 400, "text", { body: '"text"' }),
  tool("search_products", 400, "", { name: "empty body" }),
  tool("search_products", 400, "{", { name: "half a body" }),
  tool("search_products", 400, '{"__proto__":1}', { name: "__proto__" }),
  tool("search_products", 400, '{"constructor":{"prototype":{}}}', { name: "constructor" }),
  tool("search_products", 400, '{"query":"\\ud800"}', { name: "half a character" }),
  tool("search_products", 400, '{"limit":1e400}', { name: "a number beyond numbers" }),
  tool("search_products", 200, '\ufeff{"query":"kettle"}', { name: "a byte order mark" }),
  tool("search_products", 200, '{"query":"a","query":"kettle"}', { name: "a name said twice" }),
  tool("search_products", 413, { query: "x".repeat(70_000) }, { name: "too large" }),
  tool("search_products", 415, "{}", { name: "plain text", headers: { "content-type": "text/plain" } }),
  tool("search_products", 415, "{}", { name: "gzip", headers: { ...json, "content-encoding": "gzip" } }),
  tool("search_products", 200, "{}", { name: "another JSON", headers: { "content-type": "application/vnd.x+json" } }),
  tool("search_products", 403, {}, { name: "a foreign page", headers: { ...json, origin: "https://evil.example" } }),
  tool("search_products", 200, {}, { name: "our own page", headers: { ...json, origin: "http://localhost:8000" } }),
  tool("search_products", 401, {}, { name: "a forged token", as: "forger" }),
  tool(
    "search_products",
    401,
    {},
    { name: "another scheme", as: "nobody", headers: { ...json, authorization: "Token x" } },
  ),
  tool("search_products", 405, undefined, { name: "GET of a tool", method: "GET" }),
  tool("nothing", 404, {}),
  tool("%E0%A4%A", 404, {}),
  tool("get_order_history", 200, { limit: 50 }, { name: "history" }),
  tool("get_order_history", 200, { status: "delivered", response_format: "concise" }),
  tool("get_order_history", 400, { since: "yesterday" }),
  tool("get_order_history", 401, {}, { name: "history of nobody", as: "nobody" }),
  tool("get_order_history", 403, {}, { name: "history of staff", as: "staff" }),
  tool("get_order_history", 200, { limit: 1 }, { name: "history by password", as: "password" }),
  tool("get_order_history", 401, {}, { name: "history by a wrong password", as: "wrong password" }),
  tool("order_product", 200, key(), { name: "order" }),
  tool("order_product", 200, key(), { name: "order again" }),
  tool(
    "order_product",
    200,
    { product_id: laptop },
    { name: "key in the header", headers: { ...json, "idempotency-key": "parity" } },
  ),
  tool("order_product", 400, key(), { name: "two keys", headers: { ...json, "idempotency-key": "other" } }),
  tool("order_product", 422, key({ quantity: 2 }), { name: "the key for something else" }),
  tool("order_product", 409, { product_id: laptop, expected_unit_price: 1 }),
  tool("order_product", 409, { product_id: "prod-c696137a" }),
  tool("order_product", 404, { product_id: "prod-nothing" }),
  tool("order_product", 400, { product_id: laptop, quantity: 1.5 }),
  tool(
    "write_product_review",
    403,
    { product_id: "prod-nothing-bought", rating: 5, review_text: "x" },
    { status: 404 },
  ),
  tool("write_product_review", 400, { product_id: laptop, rating: 6, review_text: "x" }),
  tool(
    "write_product_review",
    200,
    { product_id: laptop, rating: 4, review_text: "Fine\u202e \u{1f44d}", update: true },
    { name: "review" },
  ),
  tool("write_product_review", 409, { product_id: laptop, rating: 4, review_text: "Fine" }, { name: "second review" }),
  tool("initiate_return", 404, { order_id: "ord-00000000000000000000", reason: "x" }),
  tool("initiate_return", 200, (a: Answers) => ({ order_id: returnableOrder(a).order_id, reason: "Too big" }), {
    name: "return",
  }),
  tool("initiate_return", 409, (a: Answers) => ({ order_id: returnableOrder(a).order_id, reason: "Too big" }), {
    name: "return again",
  }),
  tool("initiate_return", 409, (a: Answers) => ({ order_id: a["order"].order_id, reason: "Too big" }), {
    name: "too early",
  }),
];

const page = (name: string, path: string, status: number, more: Partial<ParityCase> = {}): ParityCase => ({
  name,
  path,
  status,
  method: "GET",
  ...more,
});
const login = (name: string, status: number, body: unknown): ParityCase => ({
  name,
  path: "/auth/login",
  status,
  headers: json,
  body,
});

const pages: readonly ParityCase[] = [
  page("health", "/health", 200),
  page("health with a query", "/health?x=%20y&x=2", 200),
  page("head of health", "/health", 200, { method: "HEAD" }),
  page("ready", "/ready", 200),
  page("the page for people", "/", 200, { headers: { accept: "text/html,application/xhtml+xml" } }),
  page("the page for programs", "/", 200, { headers: { accept: "*/*" } }),
  page("resource metadata", "/.well-known/oauth-protected-resource", 200),
  page("resource metadata of /mcp", "/.well-known/oauth-protected-resource/mcp", 200),
  page("nothing here", "/nothing?at=all", 404),
  page("GET of MCP", "/mcp", 405, { headers: { accept: "text/event-stream" } }),
  page("DELETE of MCP", "/mcp", 405, { method: "DELETE" }),
  page("PUT of the root", "/", 405, { method: "PUT", headers: json, body: "{}" }),
  page("GET of login", "/auth/login", 405),
  page("OPTIONS", "/mcp", 405, { method: "OPTIONS" }),
  login("login", 200, { email: "demo1@example.com", password: "Demo123!" }),
  login("login with a wrong password", 401, { email: "demo4@example.com", password: "x" }),
  login("login without a password", 400, { email: "demo4@example.com" }),
  login("login with half a body", 400, "{"),
  page("logout of nobody", "/auth/logout", 401, { method: "POST" }),
  page("logout with a forged token", "/auth/logout", 401, { method: "POST", as: "forger" }),
  page("logout", "/auth/logout", 200, { method: "POST", as: "staff" }),
];

export const restCases: readonly ParityCase[] = [...rest, ...pages];
