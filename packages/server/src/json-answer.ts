/** What every answer carries, whoever gives it. */
const safety = "x-content-type-options";

/** Set on answers that were made with all their headers. */
const isComplete = Symbol("complete");

/**
 * JSON as an answer, with all its headers from the start: to add one later makes Node build a `Headers`, and take it
 * apart again.
 */
export function jsonAnswer(text: string, requestId: string, { status = 200, headers = {} }: Answered = {}): Response {
  const all = { "content-type": "application/json", ...headers, "x-request-id": requestId, [safety]: "nosniff" };
  return Object.assign(new Response(text, { status, headers: all }), { [isComplete]: true });
}

interface Answered {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Adds what every answer carries to one that was made without. */
export function completeHeaders(response: Response, requestId: string): void {
  if (isComplete in response) return;
  response.headers.set("x-request-id", requestId);
  response.headers.set(safety, "nosniff");
}
