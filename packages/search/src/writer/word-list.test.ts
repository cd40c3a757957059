import fc from "fast-check";
import { expect, it } from "vitest";
import { WordList } from "./word-list.ts";

const word = fc.oneof(
  fc.stringMatching(/^[a-c]{1,4}$/),
  fc.stringMatching(/^[a-z0-9]{1,8}$/),
  fc.constantFrom("äther", "ß", "日本", "日本語"),
);
const inOrder = (words: readonly string[]) => words.toSorted((a, b) => Buffer.from(a).compare(Buffer.from(b)));

it("has just the words that were packed, and says which begin with some letters", () => {
  const holds = fc.property(fc.uniqueArray(word), word, (words, other) => {
    const sorted = inOrder(words);
    const packed = WordList.pack(sorted.map((term, index) => ({ term, products: 10 * index })));
    const list = WordList.read(packed);
    expect(list && Array.from({ length: list.size }, (_, index) => list.at(index))).toEqual(sorted);
    for (const term of words) expect(list?.counts[list.find(term)]).toBe(10 * sorted.indexOf(term));
    expect(list?.find(other)).toBe(sorted.indexOf(other));
    const begun = [...(list?.beginningWith(other) ?? [])].map((index) => list?.at(index));
    expect(begun).toEqual(sorted.filter((term) => term.startsWith(other)));
  });
  fc.assert(holds, { numRuns: 500 });
});

it("is not read from anything else", () => {
  const packed = WordList.pack([{ term: "kettle", products: 1 }]);
  expect(WordList.read(packed.subarray(0, packed.length - 1))).toBeUndefined();
  expect(WordList.read(packed.toReversed())).toBeUndefined();
  expect(WordList.read(new Uint8Array(3))).toBeUndefined();
});
