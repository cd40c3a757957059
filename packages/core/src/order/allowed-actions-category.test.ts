import { expect, it } from "vitest";
import { policy, someLine, someOrder } from "../test-support.ts";
import { allowedActions } from "./allowed-actions.ts";

it.each(["constructor", "toString", "__proto__"])("has the usual window for a category called %s", (category) => {
  const order = someOrder({ lines: [someLine({ category })] });
  expect(allowedActions(order, policy, new Date("2026-06-02T00:00:00Z")).return.deadline).toBe(
    "2026-07-01T12:00:00.000Z",
  );
});
