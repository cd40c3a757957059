/** What every answer carries, whoever gives it. */
const safety = "x-content-type-options";

/** Answers that were made with all their headers. */
const complete = new WeakSet<Response>();

/**
 * JSON as an answer, with all its headers from the start: to add one later makes Node build a `Headers`, and take it
 * apart again.
 */
export function jsonAnswer(text: string, requestId: string): Response {
  const headers = { "content-type": "application/json", "x-request-id": requestId, [safety]: "nosniff" };
  const response = new Response(text, { headers });
  complete.add(response);
  return response;
}

/** Adds what every answer carries to one that was made without. */
export function completeHeaders(response: Response, requestId: string): void {
  if (complete.has(response)) return;
  response.headers.set("x-request-id", requestId);
  response.headers.set(safety, "nosniff");
}
