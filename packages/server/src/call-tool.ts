import {
  type Agent,
  type Confirmation,
  type FittedAnswer,
  fitAnswer,
  type Outcome,
  reject,
  rejectionBody,
  type Tool,
} from "@shop/core";
import type { CallLine, Identity, ServerDeps } from "./backend.ts";
import { type CallContext, measuredBy, spentBy } from "./call-context.ts";
import { clientName, shortClientId } from "./client-name.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Span } from "./tracing.ts";

/** One call of a tool: which, by whom, with what. */
export interface ToolCall {
  readonly tool: Tool;
  readonly args: unknown;
  readonly identity: Identity | undefined;
  readonly channel: Agent["channel"];
  /** What the message says about whoever sent it; REST says nothing. */
  readonly sender?: { readonly era: string; readonly clientName: unknown } | undefined;
  /** How a person can be asked about this call; absent where nobody can. */
  readonly confirmation?: Confirmation | undefined;
}

type Answer = Outcome<Record<string, unknown>>;

/**
 * Runs a tool for a caller and writes its line. The one place that catches: whatever is thrown below is a bug or a
 * dependency that failed, so the caller hears only that. (Left alone, the MCP SDK would send them the error's message.)
 */
export async function callTool(deps: ServerDeps, context: CallContext, call: ToolCall): Promise<Answer> {
  const span = context.trace.begin(`tool ${call.tool.name}`);
  const outcome = await run(deps, context, { ...call, span });
  const code = outcome.ok ? "ok" : outcome.rejection.code;
  const customer = await customerOf(call.identity);
  deps.journal.record({
    ...spentBy(context),
    tool: call.tool.name,
    ...callerOf(call),
    customer,
    code,
    ...(outcome.ok && toldBy(call.tool, outcome.value)),
  });
  const { requests: db, units } = context.budget.meter;
  span?.end({ tool: call.tool.name, code, db, units }, isFailure(code));
  return outcome;
}

/** Who calls, as far as the log may know. The app of a person's own sign-in is always the same. */
export const callerOf = ({ identity, sender }: Pick<ToolCall, "identity" | "sender">) => ({
  era: sender?.era ?? "rest",
  client: identity && !identity.isOwn ? shortClientId(identity.clientId) : undefined,
  app: clientName(sender?.clientName ?? identity?.clientName),
});

/** For whom, as a digest; nothing to wait for where it is for nobody. */
export const customerOf = (identity: Identity | undefined): Promise<string> | undefined =>
  identity?.customer && fingerprint(identity.customer.customerId);

/** What an answer means for the shop: the same as before, or something sold. */
function toldBy({ name }: Tool, value: Record<string, unknown>): Pick<CallLine, "replayed" | "sale"> {
  if (value["replayed"] === true) return { replayed: true };
  const { total_minor: totalMinor, currency } = value;
  if (name !== "order_product" || typeof totalMinor !== "number" || typeof currency !== "string") return {};
  return { sale: { totalMinor, currency } };
}

type Measured = ToolCall & { readonly span: Span | undefined };

async function run(deps: ServerDeps, context: CallContext, call: Measured): Promise<Answer> {
  const { tool, args, identity, channel, span } = call;
  try {
    const ports = deps.backend.open((span ? measuredBy(span, context) : context).budget);
    const { requestId } = context;
    const agent = { clientId: identity?.clientId, requestId, channel, confirmation: call.confirmation };
    if (tool.access === "public") return await tool.call(args, { ...ports, agent });
    if (!identity) return signInFirst;
    const refused = refuseCaller(tool, identity);
    if (refused) return refused;
    if (tool.access === "staff") return await tool.call(args, { ...ports, agent, staff: identity });
    return identity.customer ? await tool.call(args, { ...ports, agent, customer: identity.customer }) : notCustomer;
  } catch (error) {
    return failure(deps, context, { error, call: tool.name });
  }
}

export const signInFirst = reject("authentication_required", "Authentication required");
const notCustomer = reject("insufficient_scope", "This account is not a customer of the shop");
export const notStaff = reject("insufficient_scope", "This is for the staff of the shop");

const notAllowed = reject("insufficient_scope", "The user has not allowed this app to do that");

/** The person is of the staff, and has let whoever calls act as that. */
export const isStaff = ({ groups, scopes }: Identity): boolean =>
  groups.includes("staff") && scopes.includes("shop:staff");

/** Why somebody who has signed in may not call a tool all the same; `undefined` when they may. */
export function refuseCaller(tool: Tool, identity: Identity): Outcome<never> | undefined {
  if (tool.access === "public") return undefined;
  if (tool.access === "staff") return isStaff(identity) ? undefined : notStaff;
  if (!identity.customer) return notCustomer;
  return tool.scope === undefined || identity.scopes.includes(tool.scope) ? undefined : notAllowed;
}

const failures = {
  unavailable: "The shop cannot answer right now",
  deadline_exceeded: "The shop did not answer in time",
  internal: "Something went wrong on our side",
} as const;

/** Whether it is our fault. */
export const isFailure = (code: string): boolean => Object.hasOwn(failures, code);

/** What the caller hears of an error that was thrown: its kind and the request id, nothing of its text. */
export function failure(
  { backend, journal }: Pick<ServerDeps, "backend" | "journal">,
  { requestId, budget }: CallContext,
  { error, call }: { readonly error: unknown; readonly call: string },
): Outcome<never> {
  const code = budget.signal.aborted ? "deadline_exceeded" : backend.failureCode(error);
  journal.reportFailure(error, { request_id: requestId, call });
  return reject(code, failures[code], { details: { request_id: requestId } });
}

/** What both REST and MCP answer: `{success, …}`, as a value and as JSON. */
export const toBody = (outcome: Answer): FittedAnswer =>
  fitAnswer(outcome.ok ? { success: true, ...outcome.value } : rejectionBody(outcome.rejection));
