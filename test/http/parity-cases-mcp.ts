import { legacyMessage, modernHeaders, modernMessage } from "../support/faults-calls.ts";
import { json, laptop, type ParityCase } from "./parity-case.ts";

const mcp = (name: string, status: number, body: unknown, more: Partial<ParityCase> = {}): ParityCase => ({
  name: `mcp: ${name}`,
  path: "/mcp",
  status,
  headers: { ...json, accept: "application/json, text/event-stream" },
  body,
  as: "customer",
  ...more,
});
const call = (name: string, args: object = {}) => ({ name, arguments: args });
const hello = { capabilities: {}, clientInfo: { name: "test", version: "1.0.0" } };
const returns = "shop://help/returns";
const modern = (method: string, params: Record<string, unknown>, name?: string) => ({
  headers: modernHeaders(method, name),
  body: modernMessage(method, params, `${method} of ${name}`),
});

const legacyCases: readonly ParityCase[] = [
  ...["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "1999-01-01"].map((protocolVersion) =>
    mcp(`initialize ${protocolVersion}`, 200, legacyMessage("initialize", { ...hello, protocolVersion })),
  ),
  mcp("initialized", 202, { jsonrpc: "2.0", method: "notifications/initialized" }),
  mcp("ping at the root", 200, legacyMessage("ping"), { path: "/" }),
  mcp("tools/list", 200, legacyMessage("tools/list"), { as: "nobody" }),
  mcp("search", 200, legacyMessage("tools/call", call("search_products", { query: "kettle" }), "s")),
  mcp("order", 200, legacyMessage("tools/call", call("order_product", { product_id: laptop, quantity: 2 }))),
  mcp("order twice", 200, legacyMessage("tools/call", call("order_product", { product_id: laptop, quantity: 2 }))),
  mcp("bad arguments", 200, legacyMessage("tools/call", call("order_product", { product_id: 5 }))),
  mcp("unknown tool", 200, legacyMessage("tools/call", call("nothing"))),
  mcp("unknown method", 200, legacyMessage("nothing/at_all")),
  mcp("resources/list", 200, legacyMessage("resources/list"), { as: "nobody" }),
  mcp("a product page", 200, legacyMessage("resources/read", { uri: `shop://product/${laptop}` })),
  mcp("no resource", 200, legacyMessage("resources/read", { uri: "shop://nothing" })),
  mcp("a prompt", 200, legacyMessage("prompts/get", { name: "find_gift", arguments: { recipient: "Ada" } })),
  mcp("a batch", 200, [legacyMessage("ping", {}, 1), legacyMessage("tools/list", {}, 2)]),
  mcp("a batch of nobody", 401, [legacyMessage("tools/call", call("get_order_history"))], { as: "nobody" }),
  mcp("nobody's history", 401, legacyMessage("tools/call", call("get_order_history"), "n"), { as: "nobody" }),
  mcp("staff's history", 403, legacyMessage("tools/call", call("get_order_history"), "n"), { as: "staff" }),
  mcp("a forged token", 401, legacyMessage("tools/list", {}, "f"), { as: "forger" }),
  mcp("no JSON", 400, "{"),
  mcp("too large", 413, legacyMessage("tools/call", call("search_products", { query: "x".repeat(70_000) }))),
  mcp("no message", 400, {}),
  mcp("a header of an unknown version", 400, legacyMessage("ping"), {
    headers: { ...json, "mcp-protocol-version": "1" },
  }),
];

const modernCases: readonly ParityCase[] = [
  mcp("discover", 200, undefined, modern("server/discover", {})),
  mcp("modern tools/list", 200, undefined, { ...modern("tools/list", {}), as: "nobody" }),
  mcp(
    "modern search",
    200,
    undefined,
    modern("tools/call", call("search_products", { query: "kettle" }), "search_products"),
  ),
  mcp("modern history", 200, undefined, modern("tools/call", call("get_order_history"), "get_order_history")),
  mcp("modern refusal", 200, undefined, modern("tools/call", call("order_product", { x: 1 }), "order_product")),
  mcp("modern resources/list", 200, undefined, { ...modern("resources/list", {}), as: "nobody" }),
  mcp("modern text", 200, undefined, modern("resources/read", { uri: returns }, returns)),
  mcp("modern, no resource", 200, undefined, modern("resources/read", { uri: "shop://nothing" }, "shop://nothing")),
  mcp("modern prompts/list", 200, undefined, modern("prompts/list", {})),
  mcp("modern at the root", 200, undefined, { path: "/", ...modern("tools/list", {}) }),
  mcp("modern, header and body differ", 400, undefined, modern("tools/call", call("search_products"), "order_product")),
  mcp("modern nobody", 401, undefined, {
    ...modern("tools/call", call("get_order_history"), "get_order_history"),
    as: "nobody",
  }),
  mcp("modern unknown method", 404, undefined, modern("nothing/at_all", {})),
  mcp("modern unknown tool", 200, undefined, modern("tools/call", call("nothing"), "nothing")),
];

export const mcpCases: readonly ParityCase[] = [...legacyCases, ...modernCases];
