import type { Load } from "./bench-load.ts";

/** The subject that all others are compared with. */
export const echo = "node:http echo";

const json = { "content-type": "application/json" };
const laptops = { query: "laptop", max_price: 1500 };
const [older, newer] = ["2025-11-25", "2026-07-28"];

interface Running {
  readonly url: string;
  readonly pid: number;
}

/** Everything that is measured, of a server whose customer holds `token`, beside the echo. */
export function loadsOf(shop: Running & { readonly token: string }, echoServer: Running): readonly Load[] {
  const { url, pid, token } = shop;
  const rest = (tool: string, body: unknown, headers = {}) => ({
    url: `${url}/tools/${tool}`,
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
    pid,
  });
  const bearer = { authorization: `Bearer ${token}` };
  const search = { name: "search_products", arguments: laptops };
  return [
    { subject: echo, url: echoServer.url, headers: json, body: JSON.stringify(laptops), pid: echoServer.pid },
    { subject: "REST search_products", ...rest("search_products", laptops) },
    { subject: "REST get_order_history", ...rest("get_order_history", { limit: 10 }, bearer) },
    { subject: `MCP ${older} search`, ...olderCall(shop, "tools/call", search) },
    { subject: `MCP ${newer} search`, ...newerCall(shop, "tools/call", search) },
    { subject: `MCP ${older} tools/list`, ...olderCall(shop, "tools/list", {}) },
    { subject: `MCP ${newer} tools/list`, ...newerCall(shop, "tools/list", {}) },
  ];
}

const message = (method: string, params: object) => JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });

function olderCall({ url, pid }: Running, method: string, params: object): Omit<Load, "subject"> {
  const headers = { ...json, accept: "application/json, text/event-stream", "mcp-protocol-version": older };
  return { url: `${url}/mcp`, headers, body: message(method, params), pid };
}

/** From 2026-07-28 on every request carries in `_meta` and in headers what a session used to know. */
function newerCall({ url, pid }: Running, method: string, params: object): Omit<Load, "subject"> {
  const headers = {
    ...json,
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": newer,
    "mcp-method": method,
    ...("name" in params && { "mcp-name": String(params.name) }),
  };
  const meta = {
    "io.modelcontextprotocol/protocolVersion": newer,
    "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0.0" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return { url: `${url}/mcp`, headers, body: message(method, { ...params, _meta: meta }), pid };
}
