import { expect, it } from "vitest";
import { fitAnswer } from "./fit-answer.ts";

const rows = (count: number, text: string) => Array.from({ length: count }, (_, n) => ({ n, text }));

it.each([
  ["a small answer", { success: true, lines: rows(3, "é") }],
  ["an answer that has to be cut", { success: true, lines: rows(2000, "é€") }],
])("gives %s as a value and as the JSON of just that value", (_, answer) => {
  const { body, text } = fitAnswer(answer);
  expect(text).toBe(JSON.stringify(body));
  expect(new TextEncoder().encode(text).byteLength).toBeLessThan(25_000);
});

it("leaves a small answer as it is, and says of a cut one that it is cut", () => {
  const small = { success: true, lines: rows(3, "a") };
  expect(fitAnswer(small).body).toBe(small);
  expect(fitAnswer({ success: true, lines: rows(2000, "a") }).body).toMatchObject({ success: true, truncated: true });
});
