import type { DatabaseSync } from "node:sqlite";
import { Columns } from "./columns.ts";
import { PostingCache } from "./posting-cache.ts";
import { Products } from "./products.ts";
import { Readings } from "./readings.ts";
import { TurnState, type Writes } from "./turn-state.ts";
import type { Steps } from "./turns.ts";
import { Vocabulary } from "./vocabulary.ts";

/** An index file as a reader sees it: the file itself, and what it holds of it in memory, at one state of both. */
export class IndexState {
  readonly columns: Columns;
  readonly vocabulary: Vocabulary;
  readonly postings: PostingCache;
  readonly readings: Readings;
  readonly products: Products;
  readonly #db: DatabaseSync;
  readonly #turn: TurnState;
  #isHeld: boolean = false;

  constructor(db: DatabaseSync, writes?: Writes) {
    this.#db = db;
    this.#turn = new TurnState(db, writes);
    this.columns = new Columns(db);
    this.vocabulary = new Vocabulary(db);
    this.postings = new PostingCache(db);
    this.readings = new Readings(this.vocabulary);
    this.products = new Products(db);
  }

  /** Reads what is held in memory. */
  *load(): Steps<void> {
    this.#db.exec("BEGIN");
    try {
      this.vocabulary.load();
      yield* this.columns.load();
      this.postings.follow([], this.columns.lastSlot);
      this.#db.exec("COMMIT");
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Rows and columns belong to one state of the file, the newest, for as long as `work` takes. */
  now<T>(work: () => T): T {
    if (this.#isHeld) return work();
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

  /** The same while turns of others come in between: what they ask for is answered from that state too. One at a time. */
  async held<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (this.#turn.keep()) this.#takeIn();
      this.#isHeld = true;
      return await work();
    } finally {
      this.#isHeld = false;
      this.#turn.release();
    }
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  /** What was written since. */
  #takeIn(): void {
    const { seq } = this.columns;
    const changes = this.columns.follow();
    if (!changes) return;
    this.vocabulary.follow(seq);
    this.postings.follow(changes.texts, this.columns.lastSlot);
    this.products.forget(changes.slots);
    this.readings.forget();
  }
}
