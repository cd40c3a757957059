import type { DatabaseSync } from "node:sqlite";
import type { CatalogueHits, CatalogueQuery } from "@shop/core";
import { Columns } from "./columns.ts";
import { correctionOf } from "./correction.ts";
import { PostingCache } from "./posting-cache.ts";
import { Products } from "./products.ts";
import { Ranking } from "./ranking.ts";
import { type Reading, Readings, unpackReading } from "./readings.ts";
import { type Found, select } from "./selection.ts";
import { TurnState, type Writes } from "./turn-state.ts";
import { Vocabulary } from "./vocabulary.ts";
import type { Posting } from "./writer/postings.ts";
import { openForReading } from "./writer/schema.ts";

/** Reading so many places of a term from the file takes some milliseconds. */
const longPosting = 5000;
/** Below this nobody minds what is former. */
const fewSlots = 10_000;

/**
 * Answers questions from an index file while another connection writes to it. Each search sees one state of the file,
 * the newest; totals and facets count every match. A reader that shares `writes` with the writer opens a state once in a
 * turn of the event loop, and again after each write.
 */
export class IndexReader {
  readonly #db: DatabaseSync;
  readonly #turn: TurnState;
  readonly #columns: Columns;
  readonly #vocabulary: Vocabulary;
  readonly #postings: PostingCache;
  readonly #ranking: Ranking;
  readonly #readings: Readings;
  readonly #products: Products;
  #allSlots = new Uint32Array(0);

  private constructor(db: DatabaseSync, writes: Writes | undefined) {
    this.#db = db;
    this.#turn = new TurnState(db, writes);
    this.#columns = new Columns(db);
    this.#vocabulary = new Vocabulary(db);
    this.#postings = new PostingCache(db);
    this.#ranking = new Ranking(this.#columns);
    this.#readings = new Readings(this.#vocabulary);
    this.#products = new Products(db);
  }

  /** Opens a file at once. Throws when it is damaged or a replica of something else (`isUnusable`). */
  static open(path: string, source: string, writes?: Writes): IndexReader {
    const reader = new IndexReader(openForReading(path, source), writes);
    for (const _ of reader.#load());
    return reader;
  }

  /** Opens a file piece by piece, with a turn for everybody else after each. */
  static async openInTurns(path: string, source: string, writes?: Writes): Promise<IndexReader> {
    const reader = new IndexReader(openForReading(path, source), writes);
    for (const _ of reader.#load()) await new Promise<void>((resolve) => setImmediate(resolve));
    return reader;
  }

  *#load(): Generator<void> {
    try {
      yield* this.#vocabulary.load();
      yield* this.#columns.load();
      this.#postings.follow([], this.#columns.lastSlot);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** How many products can be found. */
  get size(): number {
    return this.#atOneState(() => this.#columns.size);
  }

  /** True when most of the file is former versions of products: then it is time for a new one. */
  get isMostlyFormer(): boolean {
    const { size, lastSlot } = this.#columns;
    return lastSlot > 2 * size + fewSlots;
  }

  /** Takes in what was written since. Searches do it too; after many changes it is better done between them. */
  follow(): void {
    this.#atOneState(() => undefined);
  }

  /** Terms of a question that would keep this thread busy while they are read from the file. */
  longPostings(query: CatalogueQuery): { readonly terms: readonly string[]; readonly upTo: number } {
    const { lastSlot: upTo, size } = this.#columns;
    if (query.text.trim() === "" || size < longPosting) return { terms: [], upTo };
    const { plan } = this.#readingOf(query);
    const terms = plan.flatMap(({ alternatives }) => alternatives.flatMap(({ term }) => term.split(" ")));
    const long = terms.filter((term) => this.#vocabulary.count(term) >= longPosting && !this.#postings.has(term));
    return { terms: [...new Set(long)], upTo };
  }

  /** Takes postings that were read elsewhere, in the order of their terms. */
  remember(terms: readonly string[], postings: readonly Posting[]): void {
    for (const [index, posting] of postings.entries()) this.#postings.put(terms[index] ?? "", posting);
  }

  search(query: CatalogueQuery): CatalogueHits {
    return this.#atOneState(() => (query.text.trim() === "" ? this.#browse(query) : this.#find(query)));
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #browse(query: CatalogueQuery): CatalogueHits {
    const slots = this.#slotsUpTo(this.#columns.lastSlot);
    return this.#answer(query, select(this.#columns, query, { slots, scoreOf: () => 0 }), undefined);
  }

  /** Of all slots, the inactive ones too. */
  #slotsUpTo(last: number): Uint32Array {
    if (this.#allSlots.length < last)
      this.#allSlots = Uint32Array.from({ length: this.#columns.active.length }, (_, index) => index + 1);
    return this.#allSlots.subarray(0, last);
  }

  #find(query: CatalogueQuery): CatalogueHits {
    const { plan, terms, packed } = this.#readingOf(query);
    const slots = this.#ranking.rank(plan, terms, this.#postings);
    const scoreOf = (slot: number) => this.#ranking.scoreOf(slot);
    const answer = this.#answer(query, select(this.#columns, query, { slots, scoreOf }), packed);
    const best = answer.hits[0]?.product;
    const didYouMean = best && correctionOf(query.text, plan, best);
    return { ...answer, ...(didYouMean !== undefined && { didYouMean }) };
  }

  #readingOf({ text, after }: CatalogueQuery): Reading {
    return after?.reading ? unpackReading(text, after.reading) : this.#readings.of(text, this.#columns.size);
  }

  #answer(
    { limit }: CatalogueQuery,
    { page, totalMatches, categories, withoutFilter }: ReturnType<typeof select>,
    reading: Reading["packed"] | undefined,
  ): CatalogueHits {
    const toHit = ({ slot, key }: Found) => {
      const product = this.#products.at(slot);
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

  /** Rows and columns belong to one state of the file, the newest, for as long as `work` takes. */
  #atOneState<T>(work: () => T): T {
    try {
      if (this.#turn.open()) this.#takeIn();
      return work();
    } catch (error) {
      this.#turn.close();
      throw error;
    } finally {
      this.#turn.leave();
    }
  }

  #takeIn(): void {
    const { seq } = this.#columns;
    const changes = this.#columns.follow();
    if (!changes) return;
    this.#vocabulary.follow(seq);
    this.#postings.follow(changes.texts, this.#columns.lastSlot);
    this.#products.forget(changes.slots);
    this.#readings.forget();
  }
}
