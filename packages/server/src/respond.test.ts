import { ok, type RejectionCode, refusals, reject } from "@shop/core";
import { describe, expect, it, vi } from "vitest";
import type { Settings } from "./backend.ts";
import { completeHeaders } from "./json-answer.ts";
import { respond } from "./respond.ts";

const settings = {
  version: "1.0.0",
  publicUrl: "https://shop.example",
  authorizationServer: "https://issuer.example",
  allowedOrigins: [],
  loopbackOnly: false,
  requestDeadlineMs: 1000,
} as Settings;

/** The contract's table of errors, written down a second time: a status that changes by accident fails here. */
const statuses = {
  invalid_argument: 400,
  invalid_cursor: 400,
  authentication_required: 401,
  token_expired: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  forbidden_origin: 403,
  not_purchased: 403,
  spend_limit_exceeded: 403,
  not_found: 404,
  product_not_found: 404,
  order_not_found: 404,
  return_not_found: 404,
  method_not_allowed: 405,
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
  conflict_retry: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_conflict: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
  deadline_exceeded: 504,
} as const satisfies Partial<Record<RejectionCode, number>>;
const codes = Object.entries(statuses) as [RejectionCode, number][];

describe("a refusal", () => {
  it.each(codes)("%s is answered with %d", async (code, status) => {
    const response = respond(settings, reject(code, "Because"));
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({
      success: false,
      error: "Because",
      code,
      retryable: refusals[code].retryable,
      hint: expect.stringMatching(/\w+.*\.$/),
    });
  });

  it("has a status that HTTP knows and a hint, whatever the code", () => {
    for (const { status, hint } of Object.values(refusals)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
      expect(hint).not.toBe("");
    }
  });

  it("says how to sign in with every 401 and with a missing scope, and only then", () => {
    const challenged = codes.filter(([code]) => respond(settings, reject(code, "x")).headers.has("www-authenticate"));
    expect(challenged.map(([code]) => code).toSorted()).toEqual([
      "authentication_required",
      "insufficient_scope",
      "invalid_token",
      "token_expired",
    ]);
  });

  it("says when to come back with 429 and 503, and only then", () => {
    const told = codes.filter(([code]) => respond(settings, reject(code, "x")).headers.has("retry-after"));
    expect(told.map(([code]) => code).toSorted()).toEqual(["rate_limited", "unavailable"]);
    const waiting = reject("rate_limited", "x", { details: { retry_after_seconds: 900 } });
    expect(respond(settings, waiting).headers.get("retry-after")).toBe("900");
    expect(respond(settings, reject("unavailable", "x")).headers.get("retry-after")).toBe("1");
  });

  it("carries its details, and at the top level what the guide's clients look for there", async () => {
    const more = { details: { return_id: "ret-1" }, also: { message: "Return already exists", return_id: "ret-1" } };
    const response = respond(settings, reject("already_returned", "Return already exists", more));
    expect(await response.json()).toMatchObject({
      success: false,
      code: "already_returned",
      message: "Return already exists",
      return_id: "ret-1",
      details: { return_id: "ret-1" },
    });
  });
});

describe("an answer", () => {
  it("is 200 with success", async () => {
    const response = respond(settings, ok({ order_id: "ord-1" }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ success: true, order_id: "ord-1" });
    expect(response.headers.has("idempotent-replayed")).toBe(false);
  });

  it("has all its headers from the start where the request is known", () => {
    const answers = [
      respond(settings, ok({ replayed: true }), { requestId: "0123" }),
      respond(settings, reject("unavailable", "x"), { requestId: "0123" }),
    ];
    const [replay, refusal] = answers.map((answer) => ({
      status: answer.status,
      ...Object.fromEntries(answer.headers),
    }));
    const always = { "content-type": "application/json", "x-request-id": "0123", "x-content-type-options": "nosniff" };
    expect(replay).toEqual({ status: 200, ...always, "idempotent-replayed": "true" });
    expect(refusal).toEqual({ status: 503, ...always, "retry-after": "1" });
    for (const answer of answers) {
      const opened = vi.spyOn(answer, "headers", "get");
      completeHeaders(answer, "0123");
      expect(opened).not.toHaveBeenCalled();
    }
  });

  it("says in a header too that it is a replay", () => {
    expect(respond(settings, ok({ replayed: true })).headers.get("idempotent-replayed")).toBe("true");
    expect(respond(settings, ok({ replayed: "true" })).headers.has("idempotent-replayed")).toBe(false);
  });
});
