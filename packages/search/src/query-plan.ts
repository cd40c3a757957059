import { synonymsOf } from "./synonyms.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { termsOf } from "./writer/terms.ts";

/** A term that may stand for a word of the question; of 10 points, as many as it is worth. A phrase has a space in it. */
interface Alternative {
  readonly term: string;
  readonly worth: number;
}

/** One word of the question. */
export interface QueryWord {
  /** How much it tells: rare words tell more. */
  readonly weight: number;
  readonly alternatives: readonly Alternative[];
  /** Set when the word was taken for a typing error: the word as it was typed. Not part of a packed plan. */
  readonly typed?: string;
}

/** How a question was read. A walk through pages keeps the reading of its first page, whatever the catalogue becomes. */
export type QueryPlan = readonly QueryWord[];

const worth = { itself: 10, joined: 9, synonym: 8, part: 7, oneEdit: 6, twoEdits: 5 } as const;
const typoWorths: ReadonlySet<number> = new Set([worth.oneEdit, worth.twoEdits]);
/** No edits: the word is the beginning of a longer one. */
const worthByEdits = [worth.part, worth.oneEdit, worth.twoEdits];
const mostWords = 24;
/** A cursor holds the plan, and the answer has to stay short. */
const mostBytes = 600;

const stopWords = new Set(
  termsOf(
    `a an and are as at be been but by can could do for from get give had has have hello help her hi him his i if
    im in into is it its just let like looking look me my need of on one or our please recommend search searching
    shall she should show so some something than that the their them then there these they thing this those to us
    want wanted was we were what when where which who will with would you your buy find any also other good best
    nice great really very under over about around`,
  ),
);

export function planOf(text: string, vocabulary: Vocabulary, products: number): QueryPlan {
  const terms = tellingTermsOf(text);
  const words = terms.flatMap((_, index) => {
    const alternatives = alternativesOf(terms, index, vocabulary);
    const most = Math.max(0, ...alternatives.map(({ term }) => countOf(term, vocabulary)));
    const isTypo = alternatives.length > 0 && alternatives.every(({ worth: points }) => typoWorths.has(points));
    const typed = isTypo ? { typed: terms[index] as string } : {};
    return most === 0 ? [] : [{ weight: weightOf(most, products), alternatives, ...typed }];
  });
  return shortened(words);
}

/** The terms of a question that tell something; all of them when none does. */
export function tellingTermsOf(text: string): string[] {
  const all = [...new Set(termsOf(text))];
  const telling = all.filter((term) => !stopWords.has(term));
  return (telling.length > 0 ? telling : all).slice(0, mostWords);
}

function alternativesOf(terms: readonly string[], index: number, vocabulary: Vocabulary): readonly Alternative[] {
  const term = terms[index] as string;
  const worths = new Map<string, number>();
  const add = (other: string, points: number) => {
    if (countOf(other, vocabulary) > 0) worths.set(other, Math.max(worths.get(other) ?? 0, points));
  };
  add(term, worth.itself);
  const size = /^size(.+)$/.exec(term)?.[1];
  if (size) add(size, worth.part);
  for (const pair of [terms.slice(index - 1, index + 1), terms.slice(index, index + 2)]) {
    if (pair.length < 2) continue;
    add(pair.join(""), worth.joined);
    for (const other of synonymsOf(pair.join(" "))) add(other, worth.synonym);
  }
  for (const other of synonymsOf(term)) add(other, worth.synonym);
  if (worths.size === 0) addMeant(term, vocabulary, add);
  return [...worths].map(([other, points]) => ({ term: other, worth: points }));
}

function addMeant(term: string, vocabulary: Vocabulary, add: (term: string, points: number) => void): void {
  const parts = partsOf(term, vocabulary);
  if (parts) add(parts, worth.joined);
  else for (const { term: other, edits } of vocabulary.meant(term)) add(other, worthByEdits[edits] ?? worth.twoEdits);
}

/** An unknown word that is two known ones: "deskchair". The two that are most frequent together. */
function partsOf(term: string, vocabulary: Vocabulary): string | undefined {
  const splits = Array.from({ length: Math.max(0, term.length - 5) }, (_, index) => [
    term.slice(0, index + 3),
    term.slice(index + 3),
  ]);
  const known = splits.map((parts) => ({
    parts: parts.join(" "),
    count: Math.min(...parts.map((part) => vocabulary.count(part))),
  }));
  const [best] = known.toSorted((a, b) => b.count - a.count);
  return best && best.count > 0 ? best.parts : undefined;
}

const countOf = (phrase: string, vocabulary: Vocabulary): number =>
  Math.min(...phrase.split(" ").map((term) => vocabulary.count(term)));

const leastWeight = 8;
const mostWeight = 40;

/** From 8 for a word that every product has to 40 for one of its own. */
const weightOf = (count: number, products: number): number =>
  Math.min(mostWeight, leastWeight + Math.round(3 * Math.log2(Math.max(1, products / count))));

/** Leaves out alternatives, the last ones first, that a cursor would have no room for. */
function shortened(words: readonly QueryWord[]): QueryPlan {
  let bytes = words.reduce((sum, { alternatives: [first] }) => sum + bytesOf(first), 0);
  return words.map(({ alternatives: [first, ...more], ...word }) => ({
    ...word,
    alternatives: [
      ...(first ? [first] : []),
      ...more.filter((other) => {
        bytes += bytesOf(other);
        return bytes <= mostBytes;
      }),
    ],
  }));
}

const frameBytes = 9;
const bytesOf = (alternative: Alternative | undefined): number =>
  frameBytes + [...(alternative?.term ?? "")].reduce((sum, sign) => sum + (sign < "\u0080" ? 1 : 3), 0);

/** The plan as a cursor holds it: for each word its weight, then term and worth by turns. */
export type PackedPlan = readonly (readonly (string | number)[])[];

export const packPlan = (plan: QueryPlan): PackedPlan =>
  plan.map(({ weight, alternatives }) => [
    weight,
    ...alternatives.flatMap(({ term, worth: points }) => [term, points]),
  ]);

export const unpackPlan = (packed: PackedPlan): QueryPlan =>
  packed.map(([weight, ...rest]) => ({
    weight: Number(weight),
    alternatives: Array.from({ length: rest.length / 2 }, (_, index) => ({
      term: String(rest[2 * index]),
      worth: Number(rest[2 * index + 1]),
    })),
  }));
