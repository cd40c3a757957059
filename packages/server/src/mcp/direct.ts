import { toBody } from "../call-tool.ts";
import { jsonAnswer } from "../json-answer.ts";
import type { McpDeps } from "./answer.ts";
import type { Remembered } from "./memory.ts";
import type { PlainCall, PlainRequest } from "./plain-request.ts";
import { callForMcp, type McpSession } from "./session.ts";

/**
 * Answers a plain request of a known kind, byte for byte what the SDK's answer means: no server is built, nothing is
 * validated twice, and a tool's answer becomes JSON once. `undefined` where the SDK has to.
 */
export async function answerDirectly(
  { among, memory }: McpDeps,
  session: McpSession,
  request: PlainRequest,
): Promise<Response | undefined> {
  const known = memory.recall(request);
  if (!known) return undefined;
  if (known.result === undefined) return new Response(null, { status: 202 });
  if (!request.call) return answer(request, known.result, session);
  const tool = among.byName.get(request.call.name);
  if (!tool || needsPerson(session, request.call, tool.access)) return undefined;
  const { body, text } = toBody(await callForMcp(session, { tool, args: request.call.args }));
  return answer(request, resultOf(text, body["success"] === false, known), session);
}

/** A call that may have to ask the user first is a conversation, which the SDK leads. */
const needsPerson = ({ deps }: McpSession, { canAsk }: PlainCall, access: string): boolean =>
  canAsk && access !== "public" && deps.settings.confirmAboveMinor !== undefined;

function resultOf(text: string, refused: boolean, { result: additions = "{}" }: Remembered): string {
  const error = refused ? ',"isError":true' : "";
  const more = additions === "{}" ? "" : `,${additions.slice(1, -1)}`;
  return `{"content":[{"type":"text","text":${JSON.stringify(text)}}],"structuredContent":${text}${error}${more}}`;
}

const answer = ({ id }: PlainRequest, result: string, { context }: McpSession): Response =>
  jsonAnswer(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`, context.requestId);
