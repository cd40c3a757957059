import { afterEach, expect, it, vi } from "vitest";
import { openContext } from "./call-context.ts";

const arrived = { deadlineMs: 5000, address: "", platformTrace: undefined, name: "GET /", tracing: undefined };

afterEach(() => vi.restoreAllMocks());

it("makes the signal of a call when it is first waited with, once, for what is left of the deadline", () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  const now = vi.spyOn(performance, "now").mockReturnValue(1000);
  const { budget } = openContext(new Request("http://localhost/"), arrived);
  expect(timeout).not.toHaveBeenCalled();
  now.mockReturnValue(3000);
  const { signal } = budget;
  expect(timeout.mock.calls).toEqual([[3000]]);
  expect(budget.signal).toBe(signal);
  expect(signal.aborted).toBe(false);
});

it("has a signal that has gone off when the deadline has passed before anybody asked", () => {
  const now = vi.spyOn(performance, "now").mockReturnValue(1000);
  const { budget } = openContext(new Request("http://localhost/"), arrived);
  now.mockReturnValue(6000);
  expect(budget.signal.aborted).toBe(true);
  expect(budget.signal.reason).toMatchObject({ name: "TimeoutError" });
});

it("gives each request an id of its own, however many there are", () => {
  const ids = Array.from({ length: 3000 }, () => openContext(new Request("http://localhost/"), arrived).requestId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[0-9a-f]{16}$/.test(id))).toEqual([]);
});
