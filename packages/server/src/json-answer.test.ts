import { expect, it, vi } from "vitest";
import { completeHeaders, jsonAnswer } from "./json-answer.ts";

const all = { "content-type": "application/json", "x-content-type-options": "nosniff", "x-request-id": "0123" };

it("has all its headers from the start, and nobody opens them to add some", async () => {
  const answer = jsonAnswer('{"a":1}', "0123");
  expect([answer.status, Object.fromEntries(answer.headers), await answer.json()]).toEqual([200, all, { a: 1 }]);
  const opened = vi.spyOn(answer, "headers", "get");
  completeHeaders(answer, "0123");
  expect(opened).not.toHaveBeenCalled();
});

it("adds what every answer carries to one that was made without", () => {
  const answer = Response.json({});
  completeHeaders(answer, "0123");
  expect(Object.fromEntries(answer.headers)).toEqual(all);
});
