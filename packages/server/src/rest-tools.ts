import { type Outcome, ok, reject, type Tool } from "@shop/core";
import { type AuthDeps, authenticate } from "./authenticate.ts";
import { type ReadBody, readJson } from "./body.ts";
import type { CallContext } from "./call-context.ts";
import { callTool, signInFirst, type ToolCall } from "./call-tool.ts";
import { callsOf } from "./overload/call-limits.ts";
import { respond } from "./respond.ts";
import { refuseEntry, type ToolSet } from "./tool-set.ts";

/** One call of a tool over plain HTTP. */
interface RestCall {
  readonly name: string;
  readonly among: ToolSet;
  readonly request: Request;
  readonly read: ReadBody;
}

/** `POST /tools/{tool}` and `/staff/tools/{tool}`: JSON arguments in, the tool's answer out. */
export async function answerTool(deps: AuthDeps, context: CallContext, call: RestCall): Promise<Response> {
  const admitted = await admit(deps, context, call);
  if (!admitted.ok) deps.journal.turnAway(admitted.rejection.code);
  const outcome = admitted.ok ? await callTool(deps, context, admitted.value) : admitted;
  const path = call.among.staffOnly ? "/mcp/staff" : "";
  return respond(deps.settings, outcome, { path, requestId: context.requestId });
}

/** The call that a request asks for, by somebody who may make it. */
async function admit(
  deps: AuthDeps,
  context: CallContext,
  { name, among, request, read }: RestCall,
): Promise<Outcome<ToolCall>> {
  const identity = await authenticate(deps, context, request.headers.get("authorization"));
  if (!identity.ok) return identity;
  const closed = refuseEntry(among, identity.value);
  if (closed) return closed;
  const tool = among.byName.get(name);
  if (!tool) return reject("not_found", "There is no such tool", { details: { tools: [...among.byName.keys()] } });
  const refused = refuseCall(deps, context, { tool, identity: identity.value });
  if (refused) return refused;

  const body = await readJson(request, read);
  if (!body.ok) return body;
  const args = restArguments(tool, body.value, request.headers.get("idempotency-key"));
  if (!args.ok) return args;
  return ok({ tool, args: args.value, identity: identity.value, channel: "rest" });
}

/** Why a tool is not called for this caller, whatever the arguments; `undefined` when it is. */
function refuseCall(
  { limits }: AuthDeps,
  { address }: CallContext,
  { tool, identity }: Pick<ToolCall, "tool" | "identity">,
): Outcome<never> | undefined {
  if (tool.access !== "public" && !identity) return signInFirst;
  const allowed = limits.charge({ identity, address }, callsOf(tool));
  return allowed.ok ? undefined : allowed;
}

/** REST answers in detail by default, and takes the idempotency key from its header as well. */
function restArguments(tool: Tool, body: unknown, headerKey: string | null): Outcome<unknown> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return ok(body);
  const properties = tool.inputSchema.properties ?? {};
  const args: Record<string, unknown> = {
    ...("response_format" in properties && { response_format: "detailed" }),
    ...body,
  };
  if (headerKey === null || !("idempotency_key" in properties)) return ok(args);
  if (args["idempotency_key"] !== undefined && args["idempotency_key"] !== headerKey)
    return reject("invalid_argument", "The Idempotency-Key header and idempotency_key differ", {
      details: { path: "idempotency_key" },
    });
  return ok({ ...args, idempotency_key: headerKey });
}
