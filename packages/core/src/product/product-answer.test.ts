import { expect, it } from "vitest";
import { someProduct } from "../test-support.ts";
import { toProductAnswer } from "./product-answer.ts";

it.each([
  ["x".repeat(70), "x".repeat(70)],
  [`${"x".repeat(70)}y`, `${"x".repeat(69)}…`],
  [`${"x".repeat(69)}😀 and more`, `${"x".repeat(69)}…`],
  [`${"x".repeat(68)}😀 and more`, `${"x".repeat(68)}…`],
  [`${"x".repeat(67)}😀  and more`, `${"x".repeat(67)}😀…`],
  [`${"x".repeat(60)}          and more`, `${"x".repeat(60)}…`],
])("shortens %s between two characters", (description, short) => {
  expect(toProductAnswer(someProduct({ description }), "concise").description).toBe(short);
});
