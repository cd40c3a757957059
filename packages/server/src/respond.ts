import { type Outcome, type Rejection, refusals } from "@shop/core";
import type { Settings } from "./backend.ts";
import { toBody } from "./call-tool.ts";
import { challenge, type ResourcePath } from "./challenge.ts";

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

const json = { "content-type": "application/json" };

/** A tool's outcome as plain HTTP answers it: status from the table of refusals, body `{success, …}`. */
export function respond(settings: Settings, outcome: Outcome<Record<string, unknown>>, path?: ResourcePath): Response {
  const { body, text } = toBody(outcome);
  if (!outcome.ok) {
    const headers = { ...json, ...refusalHeaders(settings, outcome.rejection, path) };
    return new Response(text, { status: refusals[outcome.rejection.code].status, headers });
  }
  const replayed = body["replayed"] === true;
  return new Response(text, { headers: replayed ? { ...json, "idempotent-replayed": "true" } : json });
}
