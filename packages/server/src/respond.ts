import { type Outcome, type Rejection, refusals } from "@shop/core";
import type { Settings } from "./backend.ts";
import { toBody } from "./call-tool.ts";
import { challenge, type ResourcePath } from "./challenge.ts";
import { jsonAnswer } from "./json-answer.ts";

const defaultRetryAfter = 1;

/** Headers that go with a refusal: how to sign in, when to come back. */
export function refusalHeaders(settings: Settings, rejection: Rejection, path?: ResourcePath): Record<string, string> {
  const { status } = refusals[rejection.code];
  const wait = rejection.details?.["retry_after_seconds"];
  return {
    ...((status === 401 || rejection.code === "insufficient_scope") && {
      "www-authenticate": challenge(settings, rejection, path),
    }),
    ...((status === 429 || status === 503) && { "retry-after": String(wait ?? defaultRetryAfter) }),
  };
}

interface Told {
  readonly path?: ResourcePath;
  /** Where it is known, the answer has all its headers from the start. */
  readonly requestId?: string;
}

/** A tool's outcome as plain HTTP answers it: status from the table of refusals, body `{success, …}`. */
export function respond(
  settings: Settings,
  outcome: Outcome<Record<string, unknown>>,
  { path, requestId }: Told = {},
): Response {
  const { body, text } = toBody(outcome);
  const status = outcome.ok ? 200 : refusals[outcome.rejection.code].status;
  const replayed = body["replayed"] === true ? { "idempotent-replayed": "true" } : {};
  const headers = outcome.ok ? replayed : refusalHeaders(settings, outcome.rejection, path);
  if (requestId !== undefined) return jsonAnswer(text, requestId, { status, headers });
  return new Response(text, { status, headers: { "content-type": "application/json", ...headers } });
}
