import type { Load } from "./bench-load.ts";

/** The subject that all others are compared with. */
export const echo = "node:http echo";

const json = { "content-type": "application/json" };
const laptops = { query: "laptop", max_price: 1500 };
const search = { name: "search_products", arguments: laptops };
export const [older, newer] = ["2025-11-25", "2026-07-28"] as const;

interface Running {
  readonly url: string;
  readonly pid: number;
}

/** One JSON value sent over and over to a server that sends it back. */
export const echoLoad = ({ url, pid }: Running): Load => ({
  subject: echo,
  url: `${url}/`,
  headers: json,
  body: JSON.stringify(laptops),
  pid,
});

/** What our server is measured by; `of` says which one. */
export const ourLoads = (of: string, running: Running): readonly Load[] => [
  { subject: `REST search, ${of}`, ...rest(running, "search_products", laptops) },
  { subject: `${older} search, ${of}`, ...olderCall(running, "tools/call", search) },
  { subject: `${newer} search, ${of}`, ...newerCall(running, "tools/call", search) },
];

export const listLoads = (of: string, running: Running): readonly Load[] => [
  { subject: `${older} tools/list${of}`, ...olderCall(running, "tools/list", {}) },
  { subject: `${newer} tools/list${of}`, ...newerCall(running, "tools/list", {}) },
];

/** A customer's own orders, ten of them: one query of a table. */
export const historyLoad = (running: Running, token: string): Load => ({
  subject: "REST order history",
  ...rest(running, "get_order_history", { limit: 10 }, { authorization: `Bearer ${token}` }),
});

/** Search and tools/list of another server, in one era. */
export function peerLoads(of: string, running: Running, era: typeof older | typeof newer): readonly Load[] {
  const call = era === older ? olderCall : newerCall;
  return [
    { subject: `${of}: search`, ...call(running, "tools/call", search) },
    { subject: `${of}: tools/list`, ...call(running, "tools/list", {}) },
  ];
}

const rest = ({ url, pid }: Running, tool: string, body: unknown, headers = {}): Omit<Load, "subject"> => ({
  url: `${url}/tools/${tool}`,
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
  pid,
});

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
