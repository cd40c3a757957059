import type { Columns } from "./columns.ts";
import type { PostingCache } from "./posting-cache.ts";
import type { QueryPlan, QueryWord } from "./query-plan.ts";
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

/**
 * Scores by slot, for one question at a time. A score depends on the product and the plan alone, in whole numbers until
 * its last step: it is the same on every replica and whatever else the catalogue holds.
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
  rank(plan: QueryPlan, name: readonly string[], postings: PostingCache): Uint32Array {
    this.#clear();
    this.#nameHash = hashOf(name.join(" "));
    this.#total = 10 * plan.reduce((sum, { weight }) => sum + weight, 0);
    for (const [index, word] of plan.entries()) this.#addWord(word, index + 1, postings);
    return this.#slots.subarray(0, this.#count);
  }

  /** Only what `rank` has returned has a score. */
  scoreOf(slot: number): number {
    const { nameHash, nameTerms } = this.#columns;
    const coverage = (this.#matched[slot] as number) / this.#total;
    const named = (this.#named[slot] as number) / (nameTerms[slot] || 1);
    const exact = nameHash[slot] === this.#nameHash ? exactNameTimes : 1;
    return Math.round((this.#sum[slot] as number) * (0.1 + 0.9 * coverage) * (1 + 0.2 * named) * exact);
  }

  #addWord({ weight, alternatives }: QueryWord, turn: number, postings: PostingCache): void {
    for (const { term, worth } of alternatives) {
      const { slots, masks } = postings.get(term);
      const hash = hashOf(term.slice(term.lastIndexOf(" ") + 1));
      for (let index = 0; index < slots.length; index++) {
        const slot = slots[index] as number;
        const mask = masks[index] as number;
        if (this.#turn[slot] !== turn) this.#meet(slot, turn, weight);
        if (mask !== 0) this.#credit(slot, mask, weight);
        this.#improve(slot, weight * worth * ((worthOf[mask] as number) + this.#headWorth(slot, mask, hash)));
      }
    }
  }

  #headWorth(slot: number, mask: number, hash: number): number {
    return (mask & nameBit) !== 0 && this.#columns.headHash[slot] === hash ? headWorth : 0;
  }

  /** Of several ways to mean a word the best one counts. */
  #improve(slot: number, value: number): void {
    const gain = value - (this.#best[slot] as number);
    if (gain <= 0) return;
    this.#best[slot] = value;
    this.#sum[slot] = (this.#sum[slot] as number) + gain;
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
    const length = this.#columns.active.length;
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
