import fc from "fast-check";

const json = { "content-type": "application/json" };

type Json = Record<string, any>;
export interface Draft {
  headers: Record<string, string>;
  body: any;
}

export const own = "io.modelcontextprotocol/";
const modern = "2026-07-28";
export const versions = [modern, "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"];
export const oddVersions = ["", "2026-07-29", "2099-01-01", "1.0", `${modern}, ${modern}`, "DRAFT", "latest"];

export const capabilities = fc.constantFrom<unknown>(
  {},
  { elicitation: {} },
  { sampling: {}, roots: {} },
  { experimental: { a: {} } },
);
export const info = fc.constantFrom<unknown>({ name: "a", version: "1" }, { name: "b", version: "2", title: "B" });
export const odd = fc
  .constantFrom<unknown>(null, true, 0, 1.5, "", "x", [], {}, { name: 1 }, [[]])
  .map((value) => structuredClone(value));
export const id = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.integer(),
  fc.constantFrom(0, -1, 2 ** 53 - 1, "x".repeat(3000)),
);
export const oddId = fc.constantFrom<unknown>(null, 1.5, 2 ** 53, 1e300, {}, [], true);
export const pick = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);

const searchArguments = fc.record(
  {
    query: fc.oneof(fc.string({ maxLength: 20 }), pick<unknown>(1, null)),
    limit: pick<unknown>(1, "5", 99, 0, "x"),
    max_price: pick<unknown>(10, "10.5", -1),
    unknown: pick<unknown>(1),
  },
  { requiredKeys: [] },
);
const call = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name: fc.constant("search_products"), arguments: searchArguments }) },
  fc.record({
    name: pick("get_product"),
    arguments: pick<Json>({ product_id: "prod-e9075764" }, { product_id: "prod-x" }, {}),
  }),
  fc.record({ name: pick("search_products", "get_my_profile", "no_such_tool", "", "constructor") }),
);
const bare = fc.constant<Json>({});
const initialize = fc.record({ protocolVersion: pick(...versions, ...oddVersions), capabilities, clientInfo: info });

const legacyMessage = fc.oneof(
  { weight: 4, arbitrary: fc.record({ method: fc.constant("tools/call"), params: call, id }) },
  fc.record({ method: pick("tools/list", "ping"), params: bare, id }),
  fc.record({ method: pick("tools/list", "ping"), id }),
  fc.record({ method: fc.constant("initialize"), params: initialize, id }),
  fc.record({ method: pick("notifications/initialized", "notifications/cancelled") }),
  fc.record({ method: pick("server/discover", "prompts/list", "no/such", ""), params: bare, id }),
);
const modernMessage = fc.oneof(
  { weight: 4, arbitrary: fc.record({ method: fc.constant("tools/call"), params: call, id }) },
  fc.record({ method: pick("tools/list", "server/discover"), params: bare, id }),
  fc.record({ method: pick("ping", "initialize", "no/such", "prompts/list"), params: bare, id }),
  fc.record({ method: pick("notifications/initialized", "notifications/cancelled"), params: bare }),
);
/** A notification need not carry the envelope: the header alone says which revision it belongs to. */
export const modernNotice = pick("notifications/initialized", "tools/call").map(
  (said): Draft => ({
    headers: { ...json, "mcp-protocol-version": modern, "mcp-method": said },
    body: { jsonrpc: "2.0", method: "notifications/initialized" },
  }),
);

export const legacyDraft = fc.tuple(legacyMessage, fc.option(pick(...versions.slice(1)))).map(
  ([message, version]): Draft => ({
    headers: { ...json, ...(version !== null && { "mcp-protocol-version": version }) },
    body: { jsonrpc: "2.0", ...message },
  }),
);
export const modernDraft = fc
  .tuple(modernMessage, info, capabilities)
  .map(([message, clientInfo, clientCapabilities]): Draft => {
    const params: Json = message.params;
    const meta = {
      [`${own}protocolVersion`]: modern,
      [`${own}clientInfo`]: clientInfo,
      [`${own}clientCapabilities`]: clientCapabilities,
    };
    const name = params["name"];
    const headers = { ...json, "mcp-protocol-version": modern, "mcp-method": message.method };
    return {
      headers: { ...headers, ...(typeof name === "string" && { "mcp-name": name }) },
      body: { jsonrpc: "2.0", ...message, params: { ...params, _meta: meta } },
    };
  });
