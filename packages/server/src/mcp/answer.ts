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
import { answerDirectly } from "./direct.ts";
import { checkAccess, toolsCalledBy } from "./gate.ts";
import type { Memory } from "./memory.ts";
import { factsOf } from "./message-facts.ts";
import { readPlain } from "./plain-request.ts";
import { rpcError } from "./rpc-error.ts";
import type { Asked, AskSdk } from "./sdks.ts";
import type { McpSession } from "./session.ts";

/** One MCP endpoint: which tools it serves, and the SDKs made for them. */
export interface McpDeps extends AuthDeps {
  readonly among: ToolSet;
  readonly askSdk: AskSdk;
  /** What the SDKs have answered at this endpoint. */
  readonly memory: Memory;
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
  const called = toolsCalledBy(body.value, deps.among);
  const access = turnedAway ? signInFirst : checkAccess(called, deps.among, identity.value);
  if (!access.ok) return refuse(deps, access.rejection, { id });
  const caller = { identity: identity.value, address: context.address };
  // Each message of a batch counts, as what it calls.
  const calls = called.reduce((sum, tool) => sum + callsOf(tool), 0);
  const allowed = deps.limits.charge(caller, calls);
  if (!allowed.ok) return refuse(deps, allowed.rejection, { id });

  const session = { deps, context, identity: identity.value, sender };
  return answerAllowed(deps, session, { request, parsedBody: body.value });
}

/** From memory where the kind of request is known; else by the SDK, and the memory learns from that. */
async function answerAllowed(deps: McpDeps, session: McpSession, asked: Asked): Promise<Response> {
  const plain = readPlain(asked.request.headers, asked.parsedBody);
  const direct = plain && (await answerDirectly(deps, session, plain));
  if (direct) return direct;
  const answered = await deps.askSdk(session, asked);
  // What an extension's tool adds to its result is its own: nothing to learn from for the shop's.
  const learns = plain && (!plain.call || deps.among.byName.has(plain.call.name));
  return learns ? deps.memory.learn(plain, answered) : answered;
}

const asksForSignIn = ({ url }: Request): boolean =>
  url.includes("?") && new URL(url).searchParams.get("auth") === "required";

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
