import type { CatalogueHits, CatalogueQuery } from "@shop/core";
import { correctionOf } from "./correction.ts";
import { IndexState } from "./index-state.ts";
import { Ranking } from "./ranking.ts";
import { type Reading, unpackReading } from "./readings.ts";
import { type Found, type Selection, select } from "./selection.ts";
import type { Writes } from "./turn-state.ts";
import { atOnce, inTurns, type Steps } from "./turns.ts";
import type { Posting } from "./writer/postings.ts";
import { openForReading } from "./writer/schema.ts";

/** Reading so many places of a term from the file takes some milliseconds. */
const longPosting = 5000;
/** Looking at so many places of terms takes some milliseconds. */
const longSearch = 50_000;
/** Below this nobody minds what is former. */
const fewSlots = 10_000;

/**
 * Answers questions from an index file while another connection writes to it. Each search sees one state of the file,
 * the newest; totals and facets count every match. A reader that shares `writes` with the writer opens a state once in a
 * turn of the event loop, and again after each write.
 */
export class IndexReader {
  readonly #state: IndexState;
  readonly #ranking: Ranking;
  /** Of long searches: short ones go on between their turns. */
  readonly #longRanking: Ranking;
  #lastLong: Promise<unknown> = Promise.resolve();
  #allSlots = new Uint32Array(0);

  private constructor(state: IndexState) {
    this.#state = state;
    this.#ranking = new Ranking(state.columns);
    this.#longRanking = new Ranking(state.columns);
  }

  /** Opens a file at once. Throws when it is damaged or a replica of something else (`isUnusable`). */
  static open(path: string, source: string, writes?: Writes): IndexReader {
    const state = new IndexState(openForReading(path, source), writes);
    atOnce(state.load());
    return new IndexReader(state);
  }

  /** Opens a file piece by piece, with turns for everybody else in between. */
  static async openInTurns(path: string, source: string, writes?: Writes): Promise<IndexReader> {
    const state = new IndexState(openForReading(path, source), writes);
    await inTurns(state.load());
    return new IndexReader(state);
  }

  /** How many products can be found. */
  get size(): number {
    return this.#state.now(() => this.#state.columns.size);
  }

  /** True when most of the file is former versions of products: then it is time for a new one. */
  get isMostlyFormer(): boolean {
    const { size, lastSlot } = this.#state.columns;
    return lastSlot > 2 * size + fewSlots;
  }

  /** Takes in what was written since. Searches do it too; after many changes it is better done between them. */
  follow(): void {
    this.#state.now(() => undefined);
  }

  /** Terms of a question that would keep this thread busy while they are read from the file. */
  longPostings(query: CatalogueQuery): { readonly terms: readonly string[]; readonly upTo: number } {
    const { columns, postings, vocabulary } = this.#state;
    const { lastSlot: upTo, size } = columns;
    if (query.text.trim() === "" || size < longPosting) return { terms: [], upTo };
    const terms = this.#termsOf(query).flatMap((term) => term.split(" "));
    const long = terms.filter((term) => vocabulary.count(term) >= longPosting && !postings.has(term));
    return { terms: [...new Set(long)], upTo };
  }

  /** Takes postings that were read elsewhere, in the order of their terms. */
  remember(terms: readonly string[], postings: readonly Posting[]): void {
    for (const [index, posting] of postings.entries()) this.#state.postings.put(terms[index] ?? "", posting);
  }

  search(query: CatalogueQuery): CatalogueHits {
    return this.#state.now(() => atOnce(this.#steps(query, this.#ranking)));
  }

  /**
   * Answers at once what is done in some milliseconds. The others are answered one after the other, with turns for
   * everybody else in between.
   */
  async searchInTurns(query: CatalogueQuery, long = longSearch): Promise<CatalogueHits> {
    if (this.#lengthOf(query) < long) return this.search(query);
    const work = () => inTurns(this.#steps(query, this.#longRanking));
    const answer = this.#lastLong.then(() => this.#state.held(work));
    this.#lastLong = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#state.close();
  }

  /** How many places a search looks at, at most. */
  #lengthOf(query: CatalogueQuery): number {
    const { columns, vocabulary } = this.#state;
    if (query.text.trim() === "" || columns.lastSlot < fewSlots) return columns.lastSlot;
    const places = (term: string) => Math.max(...term.split(" ").map((one) => vocabulary.count(one)));
    return this.#termsOf(query).reduce((sum, term) => sum + places(term), 0);
  }

  /** The terms and phrases that a question is answered by. */
  #termsOf(query: CatalogueQuery): readonly string[] {
    return this.#readingOf(query).plan.flatMap(({ alternatives }) => alternatives.map(({ term }) => term));
  }

  #steps(query: CatalogueQuery, ranking: Ranking): Steps<CatalogueHits> {
    return query.text.trim() === "" ? this.#browse(query) : this.#find(query, ranking);
  }

  *#browse(query: CatalogueQuery): Steps<CatalogueHits> {
    const { columns } = this.#state;
    const slots = this.#slotsUpTo(columns.lastSlot);
    const found = yield* select(columns, query, { slots, fillKeys: (_, keys) => void keys.fill(0) });
    return this.#answer(query, found, undefined);
  }

  /** Of all slots, the inactive ones too. */
  #slotsUpTo(last: number): Uint32Array {
    if (this.#allSlots.length < last) {
      this.#allSlots = new Uint32Array(this.#state.columns.arrays.active.length);
      for (let index = 0; index < this.#allSlots.length; index++) this.#allSlots[index] = index + 1;
    }
    return this.#allSlots.subarray(0, last);
  }

  *#find(query: CatalogueQuery, ranking: Ranking): Steps<CatalogueHits> {
    const { columns, postings } = this.#state;
    const { plan, terms, packed } = this.#readingOf(query);
    const slots = yield* ranking.rank(plan, terms, postings);
    const fillKeys = (some: Uint32Array, keys: Float64Array) => ranking.fillKeys(some, keys);
    const answer = this.#answer(query, yield* select(columns, query, { slots, fillKeys }), packed);
    const best = answer.hits[0]?.product;
    const didYouMean = best && correctionOf(query.text, plan, best);
    return { ...answer, ...(didYouMean !== undefined && { didYouMean }) };
  }

  #readingOf({ text, after }: CatalogueQuery): Reading {
    const { readings, columns } = this.#state;
    return after?.reading ? unpackReading(text, after.reading) : readings.of(text, columns.size);
  }

  #answer(
    { limit }: CatalogueQuery,
    { page, totalMatches, categories, withoutFilter }: Selection,
    reading: Reading["packed"] | undefined,
  ): CatalogueHits {
    const toHit = ({ slot, key }: Found) => {
      const product = this.#state.products.at(slot);
      return { product, position: { key, productId: product.productId, ...(reading && { reading }) } };
    };
    return {
      hits: page.slice(0, limit).map(toHit),
      totalMatches,
      more: page.length > limit,
      categories,
      ...(totalMatches === 0 && Object.keys(withoutFilter).length > 0 && { withoutFilter }),
    };
  }
}
