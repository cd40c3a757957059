import type { Columns } from "./columns.ts";
import type { PostingCache } from "./posting-cache.ts";
import type { QueryPlan, QueryWord } from "./query-plan.ts";
import { type Steps, stepSlots } from "./turns.ts";
import type { Posting } from "./writer/postings.ts";
import { fields } from "./writer/schema.ts";
import { hashOf } from "./writer/terms.ts";

/** What a word is worth by the field in which it stands. */
const fieldWorth = { name: 10, brand: 6, category: 6, options: 6, description: 2 } as const;
/** More for what the product is: "laptop bag" names a bag. */
const headWorth = 8;
/** Tenths of having a word, when only the description mentions it. */
const mentionTenths = 4;
const exactNameTimes = 4;
const nameBit = 1;

/** Worth of each combination of fields. */
const worthOf = Int32Array.from({ length: 1 << (fields.length - 1) }, (_, mask) =>
  mask === 0
    ? fieldWorth.description
    : fields.reduce((sum, field, bit) => sum + (((mask >> bit) & 1) === 1 ? fieldWorth[field] : 0), 0),
);

/** One way to mean a word: where it stands, and what that is worth there. */
interface Meaning {
  readonly posting: Posting;
  /** How many times the worth of a field it is worth there. */
  readonly times: number;
  /** Of the last term. */
  readonly hash: number;
}

interface Piece {
  readonly from: number;
  readonly to: number;
}

/**
 * Scores by slot, for one question at a time. A score depends on the product and the plan alone, in whole numbers until
 * its last step: it is the same on every replica and whatever else the catalogue holds. The loops go over a million
 * slots: they keep to arrays and numbers.
 */
export class Ranking {
  readonly #columns: Columns;
  #sum = new Int32Array(0);
  /** Tenths of the weights of the words that it has. */
  #matched = new Int32Array(0);
  /** How many of the words are in its name. */
  #named = new Uint8Array(0);
  /** Of the word at hand: which it is, what it is worth, and in what kind of field it was found. */
  #turn = new Uint8Array(0);
  #best = new Int32Array(0);
  #found = new Uint8Array(0);
  #slots = new Uint32Array(0);
  #count = 0;
  #total = 1;
  #nameHash = 0;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  /** Scores every slot that has any of the words, slots of former versions too, and returns them. */
  *rank(plan: QueryPlan, name: readonly string[], postings: PostingCache): Steps<Uint32Array> {
    this.#clear();
    this.#nameHash = hashOf(name.join(" "));
    this.#total = 10 * plan.reduce((sum, { weight }) => sum + weight, 0);
    for (const [index, word] of plan.entries())
      for (const meaning of meaningsOf(word, postings)) yield* this.#add(word, meaning, index + 1);
    return this.#slots.subarray(0, this.#count);
  }

  *#add({ weight, alternatives }: QueryWord, meaning: Meaning, turn: number): Steps<void> {
    const { length } = meaning.posting.slots;
    for (let from = 0; from < length; from += stepSlots) {
      const piece = { from, to: Math.min(length, from + stepSlots) };
      if (alternatives.length === 1) this.#addOnly(weight, meaning, piece);
      else this.#addOneOf(weight, meaning, piece, turn);
      yield;
    }
  }

  /** The keys of some slots that `rank` has returned: the best score first. */
  fillKeys(slots: Uint32Array, keys: Float64Array): void {
    const { nameHash, nameTerms } = this.#columns.arrays;
    const [sum, matched, named, total, wanted] = [this.#sum, this.#matched, this.#named, this.#total, this.#nameHash];
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[index] as number;
      const coverage = (matched[slot] as number) / total;
      const share = (named[slot] as number) / (nameTerms[slot] || 1);
      const exact = nameHash[slot] === wanted ? exactNameTimes : 1;
      keys[index] = -Math.round((sum[slot] as number) * (0.1 + 0.9 * coverage) * (1 + 0.2 * share) * exact);
    }
  }

  /** A word that can be met in one way only. */
  #addOnly(weight: number, { posting, times, hash }: Meaning, { from, to }: Piece): void {
    const { slots, masks } = posting;
    const { headHash } = this.#columns.arrays;
    const [turn, sum, matched, named, list] = [this.#turn, this.#sum, this.#matched, this.#named, this.#slots];
    let count = this.#count;
    for (let index = from; index < to; index++) {
      const slot = slots[index] as number;
      const mask = masks[index] as number;
      let value = times * (worthOf[mask] as number);
      if ((mask & nameBit) !== 0) {
        named[slot] = (named[slot] as number) + 1;
        if (headHash[slot] === hash) value += times * headWorth;
      }
      if (turn[slot] === 0) {
        turn[slot] = 1;
        list[count++] = slot;
      }
      sum[slot] = (sum[slot] as number) + value;
      matched[slot] = (matched[slot] as number) + (mask === 0 ? mentionTenths : 10) * weight;
    }
    this.#count = count;
  }

  /** A word that can be met in several ways: of those that a product has, the best one counts. */
  #addOneOf(weight: number, { posting, times, hash }: Meaning, { from, to }: Piece, turn: number): void {
    const { slots, masks } = posting;
    const { headHash } = this.#columns.arrays;
    const [best, sum] = [this.#best, this.#sum];
    for (let index = from; index < to; index++) {
      const slot = slots[index] as number;
      const mask = masks[index] as number;
      if (this.#turn[slot] !== turn) this.#meet(slot, turn, weight);
      if (mask !== 0) this.#credit(slot, mask, weight);
      const isHead = (mask & nameBit) !== 0 && headHash[slot] === hash;
      const value = times * ((worthOf[mask] as number) + (isHead ? headWorth : 0));
      const gain = value - (best[slot] as number);
      if (gain <= 0) continue;
      best[slot] = value;
      sum[slot] = (sum[slot] as number) + gain;
    }
  }

  /** The first time that one word is found in a slot. */
  #meet(slot: number, turn: number, weight: number): void {
    if (this.#turn[slot] === 0) this.#slots[this.#count++] = slot;
    this.#turn[slot] = turn;
    this.#best[slot] = 0;
    this.#found[slot] = 0;
    this.#matched[slot] = (this.#matched[slot] as number) + mentionTenths * weight;
  }

  #credit(slot: number, mask: number, weight: number): void {
    const found = this.#found[slot] as number;
    if (found === 0) this.#matched[slot] = (this.#matched[slot] as number) + (10 - mentionTenths) * weight;
    if ((mask & nameBit & ~found) !== 0) this.#named[slot] = (this.#named[slot] as number) + 1;
    this.#found[slot] = found | mask;
  }

  #clear(): void {
    for (let index = 0; index < this.#count; index++) {
      const slot = this.#slots[index] as number;
      this.#sum[slot] = 0;
      this.#matched[slot] = 0;
      this.#named[slot] = 0;
      this.#turn[slot] = 0;
    }
    this.#count = 0;
    const { length } = this.#columns.arrays.active;
    if (this.#sum.length >= length) return;
    this.#sum = new Int32Array(length);
    this.#matched = new Int32Array(length);
    this.#named = new Uint8Array(length);
    this.#turn = new Uint8Array(length);
    this.#best = new Int32Array(length);
    this.#found = new Uint8Array(length);
    this.#slots = new Uint32Array(length);
  }
}

function* meaningsOf({ weight, alternatives }: QueryWord, postings: PostingCache): Generator<Meaning> {
  for (const { term, worth } of alternatives)
    yield {
      posting: postings.get(term),
      times: weight * worth,
      hash: hashOf(term.slice(term.lastIndexOf(" ") + 1)),
    };
}
