import { classifyInboundRequest, type McpHttpHandler } from "@modelcontextprotocol/server";
import { type Rejection, refusals } from "@shop/core";
import { type AuthDeps, authenticate } from "../authenticate.ts";
import { type ReadBody, readJson } from "../body.ts";
import type { CallContext } from "../call-context.ts";
import { signInFirst } from "../call-tool.ts";
import type { ResourcePath } from "../challenge.ts";
import { callsOf } from "../overload/call-limits.ts";
import { refusalHeaders } from "../respond.ts";
import type { ToolSet } from "../tool-set.ts";
import { parseTraceparent } from "../trace-context.ts";
import { checkAccess, toolsCalledBy } from "./gate.ts";
import { answerLegacy } from "./legacy.ts";
import { factsOf } from "./message-facts.ts";
import { rpcError } from "./rpc-error.ts";

/** One MCP endpoint: which tools it serves, and the handler of the newest era made for them. */
export interface McpDeps extends AuthDeps {
  readonly among: ToolSet;
  readonly modern: McpHttpHandler;
  /** The protected resource that this endpoint is. */
  readonly path: ResourcePath;
}

const parseError = -32_700;

/** `POST /mcp` and `POST /`: reads the body once, lets in who may, and hands over to the era the request speaks. */
export async function answerMcp(
  deps: McpDeps,
  context: CallContext,
  { request, read }: { readonly request: Request; readonly read: ReadBody },
): Promise<Response> {
  const body = await readJson(request, read);
  if (!body.ok) return refuse(deps, body.rejection, { id: null, code: parseError });
  const id = idOf(body.value);
  const sender = factsOf(body.value, request.headers);
  context.trace.adopt(parseTraceparent(sender.traceparent));
  const identity = await authenticate(deps, context, request.headers.get("authorization"));
  if (!identity.ok) return refuse(deps, identity.rejection, { id });
  // For clients that decide when they connect whether to sign in: at this address nothing is open to strangers.
  const turnedAway = !identity.value && asksForSignIn(request);
  const access = turnedAway ? signInFirst : checkAccess(body.value, deps.among, identity.value);
  if (!access.ok) return refuse(deps, access.rejection, { id });
  const caller = { identity: identity.value, address: context.address };
  const allowed = deps.limits.charge(caller, callsIn(body.value, deps.among));
  if (!allowed.ok) return refuse(deps, allowed.rejection, { id });

  const session = { deps, context, identity: identity.value, sender };
  const bare = withoutBody(request);
  const parsedBody = body.value;
  if (eraOf(request, parsedBody) === "legacy") return answerLegacy(deps.among, bare, { parsedBody, session });
  const authInfo = { token: "", clientId: identity.value?.clientId ?? "", scopes: [], extra: { session } };
  return deps.modern.fetch(bare, { parsedBody, authInfo });
}

/** Each message of a batch counts, as what it calls. */
const callsIn = (body: unknown, among: ToolSet): number =>
  toolsCalledBy(body, among).reduce((calls, tool) => calls + callsOf(tool), 0);

const asksForSignIn = ({ url }: Request): boolean => new URL(url).searchParams.get("auth") === "required";

const eraOf = ({ headers }: Request, body: unknown) =>
  classifyInboundRequest({
    httpMethod: "POST",
    body,
    ...header(headers, "mcp-protocol-version", "protocolVersionHeader"),
    ...header(headers, "mcp-method", "mcpMethodHeader"),
    ...header(headers, "mcp-name", "mcpNameHeader"),
  }).kind;

function header<Name extends string>(headers: Headers, from: string, to: Name): Partial<Record<Name, string>> {
  const value = headers.get(from);
  return value === null ? {} : ({ [to]: value } as Record<Name, string>);
}

/** The request without its body, which has been read; and ready to take JSON whatever its `Accept` says. */
function withoutBody({ url, headers }: Request): Request {
  const forwarded = new Headers(headers);
  forwarded.set("accept", "application/json, text/event-stream");
  forwarded.delete("content-length");
  return new Request(url, { method: "POST", headers: forwarded });
}

/** The id to answer to: a batch, or a message without one, has none. */
function idOf(body: unknown): string | number | null {
  const id = typeof body === "object" && body !== null && "id" in body ? body.id : null;
  return typeof id === "string" || typeof id === "number" ? id : null;
}

/** A refusal before any tool ran: HTTP status for the client, a JSON-RPC error with the request's id for its parser. */
function refuse(
  { settings, path, journal }: McpDeps,
  rejection: Rejection,
  { id, code }: { readonly id: string | number | null; readonly code?: number },
): Response {
  journal.turnAway(rejection.code);
  const { status } = refusals[rejection.code];
  return Response.json(rpcError(rejection, id, code), { status, headers: refusalHeaders(settings, rejection, path) });
}
