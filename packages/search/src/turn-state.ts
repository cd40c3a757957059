import type { DatabaseSync } from "node:sqlite";

/** Counts what was written to index files, in memory that the writing thread shares with those who read. */
export type Writes = Int32Array<SharedArrayBuffer>;

export const createWrites = (): Writes => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/** For whoever writes, after each commit. */
export const noteWrite = (writes: Writes): void => void Atomics.add(writes, 0, 1);

/**
 * One state of a file for all that is read in a turn of the event loop: to open a state for each of many searches costs as
 * much as a search. It gives way to a newer one as soon as something is written. Without knowing of `writes`, nothing is
 * kept open.
 */
export class TurnState {
  readonly #db: DatabaseSync;
  readonly #writes: Writes | undefined;
  #seen: number | undefined;
  #isKept: boolean = false;

  constructor(db: DatabaseSync, writes?: Writes) {
    this.#db = db;
    this.#writes = writes;
  }

  /** Opens the newest state. False when that is the one of the last time. */
  open(): boolean {
    // Counted before the state is opened: what is written in between is in it, and looked for once more.
    const count = this.#writes && Atomics.load(this.#writes, 0);
    if (count !== undefined && count === this.#seen) return false;
    this.close();
    this.#db.exec("BEGIN");
    this.#seen = count;
    if (count !== undefined) setImmediate(() => this.close());
    return true;
  }

  /** At the end of what was read: it stays open where it can be known that nothing is written. */
  leave(): void {
    if (this.#seen === undefined) this.close();
  }

  /** As `open`, for longer than this turn: until it is released. */
  keep(): boolean {
    const isNew = this.open();
    this.#isKept = true;
    return isNew;
  }

  release(): void {
    this.#isKept = false;
    this.close();
  }

  close(): void {
    if (this.#isKept) return;
    this.#seen = undefined;
    if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec("COMMIT");
  }
}
