import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { type Confirmation, type Rejection, reject } from "@shop/core";
import { callForMcp, type McpCall, type McpSession, toResult } from "./session.ts";

/** What a question carries through the client and back, sealed: for what, which yes, until when. */
interface Asked {
  readonly to: string;
  readonly id: string;
  /** Unix time in milliseconds. */
  readonly until: number;
}

const answerMs = 10 * 60_000;

/**
 * Calls a tool; when the shop wants a person's yes first, and the client can ask one, answers with the question. The
 * client repeats the call with the person's answer and the sealed question (MCP 2026-07-28, multi-round-trip requests).
 */
export async function callConfirmed(session: McpSession, call: McpCall, context: ServerContext) {
  const outcome = await callForMcp(session, { ...call, confirmation: confirmationOf(session, context) });
  if (outcome.ok || outcome.rejection.code !== "confirmation_required") return toResult(outcome);
  if (context.mcpReq.inputResponses?.["confirm"] && !isYes(context))
    return toResult(reject("confirmation_required", "The user did not confirm the order"));
  return ask(session, outcome.rejection);
}

/** How a person can be asked, for a shop that wants it and a client that declares elicitation; else `undefined`. */
function confirmationOf({ deps }: McpSession, context: ServerContext): Confirmation | undefined {
  const { confirmAboveMinor } = deps.settings;
  const envelope = context.mcpReq.envelope as Record<string, unknown> | undefined;
  const capabilities = envelope?.[CLIENT_CAPABILITIES_META_KEY] as { elicitation?: unknown } | undefined;
  if (confirmAboveMinor === undefined || capabilities?.elicitation === undefined) return undefined;
  const given = isYes(context) ? context.mcpReq.requestState<Asked>() : undefined;
  return { aboveMinor: confirmAboveMinor, given };
}

const isYes = ({ mcpReq }: ServerContext): boolean => {
  const content = acceptedContent<{ confirm?: unknown }>(mcpReq.inputResponses, "confirm");
  return content?.confirm === true;
};

async function ask(session: McpSession, { details = {} }: Rejection) {
  const { question: message, to } = details;
  const asked: Asked = { to: String(to), id: crypto.randomUUID(), until: Date.now() + answerMs };
  return inputRequired({
    inputRequests: {
      confirm: inputRequired.elicit({
        message: String(message),
        requestedSchema: {
          type: "object",
          properties: { confirm: { type: "boolean", title: "Yes, do this", default: false } },
          required: ["confirm"],
        },
      }),
    },
    requestState: await portsOf(session).sealCursor(asked, scopeOf(session)),
  });
}

/** Opens a sealed question. Throws when it was changed, is another customer's, or too old: the SDK refuses the call. */
export async function readConfirmation(session: McpSession, state: string): Promise<Asked> {
  const asked = (await portsOf(session).openCursor(state, scopeOf(session))) as Asked | undefined;
  if (!asked || asked.until < Date.now()) throw new Error("The confirmation is not valid any more");
  return asked;
}

const portsOf = ({ deps, context }: McpSession) => deps.backend.open(context.budget);

const scopeOf = ({ identity }: McpSession): string => `confirmation#${identity?.customer?.customerId ?? ""}`;
