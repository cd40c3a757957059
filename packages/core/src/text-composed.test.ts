import { expect, it } from "vitest";
import { cleanText } from "./text.ts";

it("is composed after the invisible between letter and accent is gone, and clean once is clean", () => {
  expect(cleanText("e\u200d\u0301")).toBe("é");
});

it("holds no message in variation selectors or blanks that are letters", () => {
  expect(cleanText("ok\u{e0101}\u{e0152}")).toBe("ok");
  expect(cleanText("\u3164\u115f\u2800\u034f")).toBe("");
});
