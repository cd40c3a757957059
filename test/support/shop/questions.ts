import type { Door } from "../doors.ts";
import { modernHeaders, modernMessage } from "../faults-calls.ts";
import { told } from "./ask.ts";

interface Round {
  readonly token: string;
  readonly args: object;
  /** What the person said, and the sealed question that came with it. */
  readonly answer?: object | undefined;
  readonly state?: string | undefined;
  readonly capabilities?: object;
  readonly tool?: string;
  readonly path?: string;
}

/** One round of an order that may be put to a person, as it is on the wire (MCP 2026-07-28). */
export async function askPerson(door: Door, round: Round) {
  const { token, args, answer, state, capabilities = { elicitation: { form: {} } }, tool = "order_product" } = round;
  const message = modernMessage("tools/call", {
    name: tool,
    arguments: args,
    ...(answer && { inputResponses: { confirm: answer } }),
    ...(state !== undefined && { requestState: state }),
  }) as any;
  message.params._meta["io.modelcontextprotocol/clientCapabilities"] = capabilities;
  const response = await door.fetch(`${door.url}${round.path ?? "/mcp"}`, {
    method: "POST",
    headers: { ...modernHeaders("tools/call", tool), authorization: `Bearer ${token}` },
    body: JSON.stringify(message),
  });
  const answered = (await response.json()) as any;
  const { result, error } = answered;
  return {
    status: response.status,
    headers: response.headers,
    ...told(answered),
    error,
    state: result?.requestState as string | undefined,
    question: result?.inputRequests?.confirm?.params?.message as string | undefined,
  };
}

export const yes = { action: "accept", content: { confirm: true } };
export const no = { action: "decline" };
