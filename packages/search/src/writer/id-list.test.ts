import fc from "fast-check";
import { expect, it } from "vitest";
import { IdList, idBytes } from "./id-list.ts";

const id = fc.oneof(
  fc.stringMatching(/^prod-[0-9a-f-]{0,9}$/),
  fc.stringMatching(/^prod-[a-c]{0,2}$/),
  fc.string({ unit: "grapheme", maxLength: 8 }),
);
/** Ids of slots in ascending order, with slots between them that have none. */
const slots = fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), id), { minLength: 2, maxLength: 20 });

it("orders slots by the bytes of their ids", () => {
  const holds = fc.property(slots, id, (steps, other) => {
    const list = new IdList();
    let slot = 0;
    const known = steps.map(([step, text]): [number, string] => {
      slot += step;
      list.add(slot, text);
      return [slot, text];
    });
    for (const [a, first] of known) {
      expect(Math.sign(list.compareTo(a, idBytes(other)))).toBe(Buffer.from(first).compare(Buffer.from(other)));
      for (const [b, second] of known)
        expect(Math.sign(list.compare(a, b))).toBe(Buffer.from(first).compare(Buffer.from(second)));
    }
  });
  fc.assert(holds, { numRuns: 300 });
});

it("keeps the id that a slot got first", () => {
  const list = new IdList();
  list.add(3, "prod-b");
  list.add(3, "prod-a");
  list.add(2, "prod-a");
  expect([list.compareTo(3, idBytes("prod-b")), list.compareTo(2, idBytes("")), list.count]).toEqual([0, 0, 4]);
});
