import fc from "fast-check";
import { capabilities, type Draft, id, info, odd, oddId, oddVersions, own, pick, versions } from "./drafts.ts";

export type Change = (draft: Draft) => void;
const inBody =
  (key: string, value: unknown): Change =>
  ({ body }) => {
    if (value === undefined) delete body[key];
    else body[key] = value;
  };
const inParams =
  (key: string, value: unknown): Change =>
  ({ body }) => {
    if (typeof body.params !== "object" || body.params === null) body.params = {};
    if (value === undefined) delete body.params[key];
    else body.params[key] = value;
  };
const inMeta =
  (key: string, value: unknown): Change =>
  (draft) => {
    const meta = { ...draft.body.params?._meta };
    if (value === undefined) delete meta[key];
    else meta[key] = value;
    inParams("_meta", meta)(draft);
  };
const inHeaders =
  (name: string, value: string | undefined): Change =>
  ({ headers }) => {
    if (value === undefined) delete headers[name];
    else headers[name] = value;
  };

/** Everything that a client might get wrong, or do in another way. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  fc.oneof(id, oddId, fc.constant(undefined)).map((value) => inBody("id", value)),
  pick<unknown>(undefined, "1.0", 2, null).map((value) => inBody("jsonrpc", value)),
  fc
    .oneof(pick<unknown>("tools/call", "tools/list", "ping", "notifications/initialized"), odd)
    .map((value) => inBody("method", value)),
  fc.oneof(odd, fc.constant(undefined)).map((value) => inBody("params", value)),
  odd.map((value) => inBody("extra", value)),
  odd.map((value) => inParams("cursor", value)),
  fc
    .tuple(
      pick("name", "arguments", "_meta", "task", "inputResponses", "requestState"),
      fc.oneof(odd, fc.constant(undefined)),
    )
    .map(([key, value]) => inParams(key, value)),
  fc
    .tuple(
      pick("progressToken", "traceparent", "free", `${own}logLevel`, `${own}related-task`, `${own}new`),
      fc.oneof(odd, pick("info")),
    )
    .map(([key, value]) => inMeta(key, value)),
  fc
    .oneof(pick<unknown>(...versions, ...oddVersions), odd, fc.constant(undefined))
    .map((value) => inMeta(`${own}protocolVersion`, value)),
  fc.oneof(info, odd, fc.constant(undefined)).map((value) => inMeta(`${own}clientInfo`, value)),
  fc
    .oneof(capabilities, odd, pick<unknown>({ elicitation: null }, { elicitation: 1 }), fc.constant(undefined))
    .map((value) => inMeta(`${own}clientCapabilities`, value)),
  pick<string | undefined>(...versions, ...oddVersions, undefined).map((value) =>
    inHeaders("mcp-protocol-version", value),
  ),
  pick<string | undefined>("tools/call", "tools/list", "Tools/Call", "", undefined).map((value) =>
    inHeaders("mcp-method", value),
  ),
  pick<string | undefined>(
    "search_products",
    "=?base64?c2VhcmNoX3Byb2R1Y3Rz?=",
    "=?base64?%%?=",
    "other",
    undefined,
  ).map((value) => inHeaders("mcp-name", value)),
  pick("application/json; charset=utf-8", "APPLICATION/JSON", "application/json;", "application/vnd.api+json").map(
    (value) => inHeaders("content-type", value),
  ),
  pick("*/*", "text/html", "application/json").map((value) => inHeaders("accept", value)),
  pick("a-session").map((value) => inHeaders("mcp-session-id", value)),
  fc.constant(inHeaders("authorization", "Bearer x")),
);
