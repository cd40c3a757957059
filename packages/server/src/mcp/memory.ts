import type { PlainRequest } from "./plain-request.ts";

/**
 * What the SDK has answered to plain requests, by their kind. A kind that it has answered well once is answered from
 * here from then on: the SDK decides what is right, and is asked once for each kind of client instead of on every call.
 */
export interface Memory {
  recall(request: PlainRequest): Remembered | undefined;
  /** Learns from the SDK's answer, and gives it on. */
  learn(request: PlainRequest, response: Response): Promise<Response>;
}

/** JSON: of a whole result; or, for a call, of the members that the SDK adds to every result. `undefined`: accepted, no body. */
export interface Remembered {
  readonly result: string | undefined;
}

/** Kinds differ in what clients say of themselves: a stranger must not fill the memory by saying ever new things. */
const mostKinds = 200;
const longestKind = 2000;

export function createMemory(): Memory {
  const known = new Map<string, Remembered>();
  const keep = (kind: string, remembered: Remembered): void => {
    if (kind.length > longestKind) return;
    if (known.size >= mostKinds) known.clear();
    known.set(kind, remembered);
  };
  return {
    recall: ({ kind }) => known.get(kind),
    async learn(request, response) {
      if (response.status === 202) keep(request.kind, { result: undefined });
      if (response.status !== 200 || response.headers.get("content-type") !== "application/json") return response;
      const text = await response.text();
      const { result } = JSON.parse(text);
      const lesson = result && (request.call ? additionsTo(result) : JSON.stringify(result));
      if (lesson !== undefined) keep(request.kind, { result: lesson });
      return new Response(text, { status: 200, headers: response.headers });
    },
  };
}

/** What the SDK adds to a tool's result; `undefined` when this is not the result of a tool, but a question to the user. */
function additionsTo(result: Record<string, unknown>): string | undefined {
  const { content, structuredContent, isError, ...additions } = result;
  return content === undefined || structuredContent === undefined ? undefined : JSON.stringify(additions);
}
