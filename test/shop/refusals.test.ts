import { type RejectionCode, refusals } from "@shop/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeEachDoor } from "../support/doors.ts";
import { channels } from "../support/shop/ask.ts";
import { onlyOn, refusalCases } from "../support/shop/refusal-cases.ts";
import { openWorlds, type Worlds } from "../support/shop/refusal-worlds.ts";

const codes = Object.keys(refusals) as RejectionCode[];

/** What MCP answers with an HTTP status of its own, because it concerns the request and no tool has run. */
const beforeTools = new Set<RejectionCode>([
  "authentication_required",
  "token_expired",
  "invalid_token",
  "insufficient_scope",
  "forbidden_origin",
  "not_found",
  "method_not_allowed",
  "payload_too_large",
  "unsupported_media_type",
  "rate_limited",
]);

/** The table of the contract: codes and their HTTP statuses. */
const promised: Record<string, number> = {
  invalid_argument: 400,
  invalid_cursor: 400,
  authentication_required: 401,
  token_expired: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  not_purchased: 403,
  spend_limit_exceeded: 403,
  product_not_found: 404,
  order_not_found: 404,
  return_not_found: 404,
  rate_limited: 429,
  insufficient_stock: 409,
  product_unavailable: 409,
  price_changed: 409,
  possible_duplicate: 409,
  order_not_cancellable: 409,
  not_delivered: 409,
  return_window_closed: 409,
  nothing_left_to_return: 409,
  already_returned: 409,
  already_reviewed: 409,
  idempotency_conflict: 422,
  conflict_retry: 409,
  unavailable: 503,
  deadline_exceeded: 504,
  internal: 500,
};

/** What any refusal may hold: the contract's fields, and those that the guide's clients look for at the top. */
const known = [
  "success",
  "error",
  "code",
  "retryable",
  "hint",
  "details",
  "message",
  "return_id",
  "review_id",
  "status",
];

/** Whether there is a word on how to sign in, and one on when to come back. */
const headersOf = (headers: Headers) => [
  headers.get("www-authenticate")?.startsWith("Bearer ") === true,
  Number(headers.get("retry-after")) > 0,
];
const wanted = (http: number, code: string) => [
  http === 401 || code === "insufficient_scope",
  http === 429 || http === 503,
];

it("has a case for every refusal that the shop can answer with, on both channels or with a reason", () => {
  expect(Object.keys(refusalCases).toSorted()).toEqual(codes.toSorted());
  for (const [code, { because }] of Object.entries(onlyOn)) expect([code, because.length > 20]).toEqual([code, true]);
  expect(refusals).toMatchObject(
    Object.fromEntries(Object.entries(promised).map(([code, status]) => [code, { status }])),
  );
});

it("asks for a retry of exactly what may succeed without any change", () => {
  const retryable = codes.filter((code) => refusals[code].retryable);
  expect(retryable.toSorted()).toEqual([
    "conflict_retry",
    "deadline_exceeded",
    "internal",
    "rate_limited",
    "unavailable",
  ]);
});

it("hints in one sentence of its own for each refusal, in the imperative of something to do", () => {
  const hints = codes.map((code) => refusals[code].hint);
  expect(new Set(hints).size).toBe(hints.length);
  for (const hint of hints) expect(hint).toMatch(/^[A-Z].{6,}\.$/);
});

describeEachDoor((open, name) => {
  let worlds: Worlds;
  beforeAll(async () => {
    worlds = await openWorlds(open, name);
  });
  afterAll(() => worlds.close());

  describe.each(channels)("%s", (channel) => {
    const here = codes.filter((code) => (onlyOn[code]?.channel ?? channel) === channel);

    it.each(here)("refuses with %s in the shop's words and says what to do instead", async (code) => {
      const { status, isError, headers, body } = await refusalCases[code](worlds, channel);
      const { hint, retryable, status: http } = refusals[code];
      const overHttp = channel === "rest" || beforeTools.has(code);
      expect([body.code, status, isError]).toEqual([code, overHttp ? http : 200, true]);
      expect(body).toMatchObject({ success: false, error: expect.stringMatching(/^[A-Z].{5,}/), retryable, hint });
      expect(known).toEqual(expect.arrayContaining(Object.keys(body)));
      expect(JSON.stringify(body)).not.toMatch(/exception|dynamo|aws|\bat .*\.ts|zod/i);
      expect(headersOf(headers)).toEqual(overHttp ? wanted(http, code) : [false, false]);
    });
  });
});
