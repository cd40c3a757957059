import type { CatalogueHits, CatalogueQuery, Product } from "@shop/core";
import { IndexReader } from "./index-reader.ts";
import type { IndexThread } from "./index-thread.ts";
import type { ReplicaFiles } from "./replica-files.ts";
import type { IndexFile } from "./writer/requests.ts";
import { isUnusable } from "./writer/schema.ts";

/** What a replica needs of the table of products. */
export interface ProductFeed {
  /** Every product, in pages, delisted ones too. A page is to wait for the promise of the one before. */
  readAll(onProducts: (products: readonly Product[]) => void | Promise<void>): Promise<void>;
  /** Products changed after `since` (ISO 8601), as they are now. */
  readChanges(since: string): Promise<readonly Product[]>;
}

/** Writers' clocks differ and an index lags: whoever follows the feed reads this much of the past again each time. */
export const overlapMs = 10_000;
/** A restart reads at least this much of the past again; saving oftener would only wear the disk. */
const checkpointMs = 30_000;
/** So many products are taken in at once: the reader follows each batch between two requests. */
const batch = 100;
/** So many pages of a first load may wait for the writer: reading and writing go on side by side. */
const mostWaiting = 8;

export interface ReplicaParts {
  readonly feed: ProductFeed;
  readonly files: ReplicaFiles;
  readonly thread: IndexThread;
  readonly source: string;
  readonly now: () => number;
}

/** One index file, its reader, and until when it knows the table. */
export class Replica {
  readonly file: IndexFile;
  /** Milliseconds since 1970: everything that was written to the table before is in here. */
  heardAt: number;
  readonly #parts: ReplicaParts;
  readonly #reader: IndexReader;
  #savedAt: number;
  readonly #damages: unknown[] = [];

  private constructor(parts: ReplicaParts, file: IndexFile, reader: IndexReader, heardAt: number) {
    this.#parts = parts;
    this.file = file;
    this.#reader = reader;
    this.heardAt = heardAt;
    this.#savedAt = heardAt;
  }

  /** The newest usable file of an earlier run, if there is one. Others are removed. */
  static async reopen(parts: ReplicaParts, mostAgeMs: number): Promise<Replica | undefined> {
    const { files, source, thread, now } = parts;
    const found: Replica[] = [];
    for (const path of files.list()) {
      const file = { path, source };
      const heardAt = await checkpointOf(thread, file);
      if (found.length === 0 && now() - heardAt <= mostAgeMs)
        found.push(new Replica(parts, file, await IndexReader.openInTurns(path, source, thread.writes), heardAt));
      // Another process may still be building this one.
      else if (!Number.isNaN(heardAt) || !files.isFresh(path, now())) await drop(parts, file);
    }
    return found[0];
  }

  /** Reads the whole table into a new file. A half of it is never shown. */
  static async build(parts: ReplicaParts): Promise<Replica> {
    const { feed, files, thread, source, now } = parts;
    const startedAt = now();
    const file = { path: files.next(startedAt), source };
    const asked: Promise<undefined>[] = [];
    try {
      await feed.readAll(async (products) => {
        const done = thread.ask(file, { verb: "apply", products });
        // Whoever does not wait for the page hears of it at the end.
        done.catch(() => undefined);
        asked.push(done);
        await asked[asked.length - mostWaiting];
      });
      await Promise.all(asked);
      await thread.ask(file, { verb: "complete", checkpoint: new Date(startedAt).toISOString() });
      return new Replica(parts, file, await IndexReader.openInTurns(file.path, source, thread.writes), startedAt);
    } catch (error) {
      await Promise.allSettled(asked);
      await drop(parts, file);
      throw error;
    }
  }

  /** True when only building it anew helps: the file is damaged, or half of it is former versions. */
  get isSpent(): boolean {
    return this.#damages.length > 0 || this.#reader.isMostlyFormer;
  }

  /** Takes in what changed since it last heard. */
  async follow(): Promise<void> {
    const { feed, thread, now } = this.#parts;
    const startedAt = now();
    const products = await feed.readChanges(new Date(this.heardAt - overlapMs).toISOString());
    await this.#noticing(async () => {
      for (let start = 0; start < products.length; start += batch) {
        await thread.ask(this.file, { verb: "apply", products: products.slice(start, start + batch) });
        this.#reader.follow();
      }
      if (startedAt - this.#savedAt >= checkpointMs) {
        const checkpoint = new Date(startedAt).toISOString();
        await thread.ask(this.file, { verb: "apply", products: [], checkpoint });
        this.#savedAt = startedAt;
      }
    });
    this.heardAt = startedAt;
  }

  /** Answers from this thread. What would take long to read from the file is read in the other one before. */
  async search(query: CatalogueQuery): Promise<CatalogueHits> {
    return this.#noticing(async () => {
      const { terms, upTo } = this.#reader.longPostings(query);
      if (terms.length > 0)
        this.#reader.remember(terms, await this.#parts.thread.ask(this.file, { verb: "readPostings", terms, upTo }));
      return await this.#reader.searchInTurns(query);
    });
  }

  close(): void {
    this.#reader.close();
  }

  /** Closes it and removes its file. */
  async drop(): Promise<void> {
    this.close();
    await drop(this.#parts, this.file);
  }

  async #noticing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isUnusable(error)) this.#damages.push(error);
      throw error;
    }
  }
}

/** Until when a finished file knows the table. Never, if it is damaged or not ours; not a number if it is not finished. */
async function checkpointOf(thread: IndexThread, file: IndexFile): Promise<number> {
  try {
    const { checkpoint, isComplete } = await thread.ask(file, { verb: "describe" });
    return isComplete && checkpoint ? Date.parse(checkpoint) : Number.NaN;
  } catch (error) {
    if (isUnusable(error)) return Number.NEGATIVE_INFINITY;
    throw error;
  }
}

async function drop({ thread, files }: ReplicaParts, file: IndexFile): Promise<void> {
  await thread.ask(file, { verb: "close" }).catch(() => undefined);
  files.remove(file.path);
}
