/**
 * A request in the plainest form that the protocol has, as nearly all are: one message, nothing in it that this file does
 * not know. Whether it is *right* is not decided here (see `memory.ts`); only that it is one of a kind.
 */
export interface PlainRequest {
  /** Absent in a notification. */
  readonly id: string | number | undefined;
  /** What it has in common with all requests that the SDK would judge alike: method, revision, what the client says of itself. */
  readonly kind: string;
  readonly call?: PlainCall;
}

/** What a `tools/call` asks for. */
export interface PlainCall {
  readonly name: string;
  readonly args: Record<string, unknown> | undefined;
  /** True when the client can put a question to its user. */
  readonly canAsk: boolean;
}

type Json = Record<string, unknown>;
type ReadParams = (params: Json) => boolean;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasOnly = (value: Json, keys: ReadonlySet<string>): boolean => {
  for (const key in value) if (!keys.has(key)) return false;
  return true;
};

const messageKeys = new Set(["jsonrpc", "id", "method", "params"]);
const callKeys = new Set(["name", "arguments", "_meta"]);
const metaOnly = new Set(["_meta"]);
const initializeKeys = new Set(["protocolVersion", "capabilities", "clientInfo", "_meta"]);

const isCall: ReadParams = (params) =>
  hasOnly(params, callKeys) &&
  typeof params["name"] === "string" &&
  (params["arguments"] === undefined || isRecord(params["arguments"]));
const isBare: ReadParams = (params) => hasOnly(params, metaOnly);

/** The methods whose answers do not depend on who asks or when, and the one that runs a tool. */
const methods: ReadonlyMap<unknown, ReadParams> = new Map([
  ["tools/call", isCall],
  ["tools/list", isBare],
  ["ping", isBare],
  ["server/discover", isBare],
  ["initialize", (params) => hasOnly(params, initializeKeys)],
  ["notifications/initialized", isBare],
]);

/** The plain form of a request; `undefined` for everything out of the ordinary, which is the SDK's to answer. */
export function readPlain(headers: Headers, body: unknown): PlainRequest | undefined {
  if (headers.get("content-type") !== "application/json" || !isRecord(body)) return undefined;
  const { jsonrpc, id, method, params = {} } = body;
  if (jsonrpc !== "2.0" || !hasOnly(body, messageKeys) || !isRecord(params)) return undefined;
  if (!mayHaveId(method, id) || !methods.get(method)?.(params)) return undefined;
  const envelope = readEnvelope(headers, method, params);
  return envelope && { id, kind: kindOf(headers, { method, params, envelope }), ...callOf(method, params, envelope) };
}

const isToken = (value: unknown): value is string | number => typeof value === "string" || Number.isSafeInteger(value);

/** A request has an id and a notification has none: `null` or a fraction is neither. */
const mayHaveId = (method: unknown, id: unknown): id is string | number | undefined =>
  method === "notifications/initialized" ? id === undefined : isToken(id);

const own = "io.modelcontextprotocol/";
const [versionKey, infoKey, capabilitiesKey] = [
  `${own}protocolVersion`,
  `${own}clientInfo`,
  `${own}clientCapabilities`,
] as const;
const envelopeKeys: ReadonlySet<string> = new Set([versionKey, infoKey, capabilitiesKey]);

/**
 * What `_meta` says for the protocol itself: nothing up to 2025-11-25, the three keys of the envelope since 2026-07-28.
 * `undefined` when it says more, or something else than the headers.
 */
function readEnvelope(headers: Headers, method: unknown, params: Json): Json | undefined {
  const { _meta: meta = {} } = params;
  if (!isRecord(meta) || ("progressToken" in meta && !isToken(meta["progressToken"]))) return undefined;
  const said = Object.keys(meta).filter((key) => key.startsWith(own));
  if (said.length === 0) return meta;
  return said.every((key) => envelopeKeys.has(key)) && agrees(headers, method, { params, meta }) ? meta : undefined;
}

const agrees = (headers: Headers, method: unknown, { params, meta }: { params: Json; meta: Json }): boolean =>
  headers.get("mcp-protocol-version") === meta[versionKey] &&
  headers.get("mcp-method") === method &&
  (method !== "tools/call" || headers.get("mcp-name") === params["name"]);

interface Parts {
  readonly method: unknown;
  readonly params: Json;
  readonly envelope: Json;
}

function kindOf(headers: Headers, { method, params, envelope }: Parts): string {
  const said = method === "initialize" ? { ...params, _meta: undefined } : null;
  // By name: in a list, what is absent and what is null would look alike, and they are not alike to the SDK.
  return JSON.stringify({
    method,
    version: headers.get("mcp-protocol-version"),
    named: headers.get("mcp-method"),
    info: envelope[infoKey],
    capabilities: envelope[capabilitiesKey],
    said,
  });
}

function callOf(method: unknown, params: Json, envelope: Json): { call?: PlainCall } {
  if (method !== "tools/call") return {};
  const capabilities = envelope[capabilitiesKey] as { elicitation?: unknown } | null | undefined;
  const canAsk = capabilities?.elicitation !== undefined;
  return { call: { name: params["name"] as string, args: params["arguments"] as Json | undefined, canAsk } };
}
