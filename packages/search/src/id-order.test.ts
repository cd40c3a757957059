import fc from "fast-check";
import { expect, it } from "vitest";
import { idKeyOf, isIdBefore } from "./id-order.ts";

const id = fc.oneof(
  fc.stringMatching(/^prod-[0-9a-f-]{0,9}$/),
  fc.stringMatching(/^prod-[a-c]{0,2}$/),
  fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => `prod-${text}`),
  fc.string({ maxLength: 8 }),
);

it("is the order of the texts", () => {
  const of = (text: string) => ({ id: text, idKey: idKeyOf(text) });
  const holds = fc.property(id, id, (a, b) => {
    expect(isIdBefore(of(a), of(b))).toBe(a < b);
  });
  fc.assert(holds, { numRuns: 2000 });
});
