import { type CatalogueHits, type CatalogueQuery, type Outcome, ok, reject } from "@shop/core";
import { dated } from "./freshness.ts";
import { type IndexThread, startIndexThread } from "./index-thread.ts";
import { type ProductFeed, Replica, type ReplicaParts } from "./replica.ts";
import { ReplicaFiles } from "./replica-files.ts";
import type { Snapshots } from "./snapshot/snapshots.ts";

export interface Catalogue {
  search(query: CatalogueQuery): Promise<Outcome<CatalogueHits>>;
  /** True once there is an index to answer from. */
  isReady(): boolean;
  /** Milliseconds since the replica last heard from the table; `undefined` before the first load. */
  ageMs(): number | undefined;
  /** True while a new index is built beside the one that answers. */
  isRebuilding(): boolean;
  /** Loads, then follows the feed until stopped. Never rejects: a failed load or poll is told and tried again. */
  start(): void;
  /** Stops following and answering, and lets go of the files. */
  stop(): void;
}

interface Options {
  readonly pollMs: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** Folder of the index files, which a restart goes on with; absent = a temporary one. */
  readonly dir?: string | undefined;
  /** What the feed is of: files of another source are not used. */
  readonly source?: string;
  /** Where a new server gets the index of another one from; absent = it reads the table. */
  readonly snapshots?: Snapshots | undefined;
  /** Whoever writes the files; a thread of its own when absent. */
  readonly thread?: IndexThread;
}

/** How long a search waits for the first load before it answers `unavailable`, and for a refresh before it goes on. */
const patienceMs = { first: 3000, refresh: 300 };
/** An index that has not heard of the table for so long is built anew: products may have left without a trace. */
const mostAgeMs = 86_400_000;

/** A replica of the catalogue on the local disk. A search reads no table; it is at most a few seconds old. */
export const createCatalogue = (feed: ProductFeed, options: Options): Catalogue => new ReplicaCatalogue(feed, options);

class ReplicaCatalogue implements Catalogue {
  readonly #options: Options;
  readonly #thread: IndexThread;
  readonly #feed: ProductFeed;
  #files: ReplicaFiles | undefined;
  #replica: Replica | undefined;
  #former: Replica | undefined;
  #polling: Promise<void> | undefined;
  #building: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #stopping = new AbortController();

  constructor(feed: ProductFeed, options: Options) {
    this.#feed = feed;
    this.#options = options;
    this.#thread = options.thread ?? startIndexThread(this.#report);
  }

  async search(query: CatalogueQuery): Promise<Outcome<CatalogueHits>> {
    const { now, pollMs } = this.#options;
    // A Lambda sleeps between calls and its timer with it: an old replica is refreshed before it answers, if it can.
    if (now() - (this.#replica?.heardAt ?? 0) > 2 * pollMs)
      await within(this.#refresh(), this.#replica ? patienceMs.refresh : patienceMs.first);
    const replica = this.#replica;
    if (!replica) return reject("unavailable", "The catalogue is still loading");
    return replica.search(query).then(
      (found) => ok(dated(found, replica.heardAt, now())),
      (error: unknown) => {
        this.#report(error);
        return reject("unavailable", "The catalogue cannot be searched at the moment");
      },
    );
  }

  isReady(): boolean {
    return this.#replica !== undefined;
  }

  ageMs(): number | undefined {
    return this.#replica && this.#options.now() - this.#replica.heardAt;
  }

  isRebuilding(): boolean {
    return this.#building !== undefined;
  }

  start(): void {
    void this.#tick();
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    this.#thread.stop();
    this.#replica?.close();
    this.#former?.close();
    this.#files?.removeTemporary();
  }

  async #tick(): Promise<void> {
    await this.#refresh();
    if (this.#replica) void this.#options.snapshots?.keep(this.#replica.file);
    if (!this.#stopping.signal.aborted) this.#timer = setTimeout(() => void this.#tick(), this.#options.pollMs).unref();
  }

  /** One load or poll at a time, whoever asks. */
  #refresh(): Promise<void> {
    const work = () => (this.#replica ? this.#follow(this.#replica) : this.#load());
    this.#polling ??= work()
      .catch(this.#report)
      .finally(() => {
        this.#polling = undefined;
      });
    return this.#polling;
  }

  /** The first index: an earlier run's or another server's, caught up, or a new one. */
  async #load(): Promise<void> {
    const parts = this.#parts();
    this.#replica = (await Replica.reopen(parts, mostAgeMs)) ?? (await this.#restore(parts));
    if (this.#replica) await this.#replica.follow();
    else this.#replica = await Replica.build(parts);
  }

  async #restore(parts: ReplicaParts): Promise<Replica | undefined> {
    const file = { path: parts.files.next(this.#options.now()), source: parts.source };
    if (await this.#options.snapshots?.restore(file, mostAgeMs)) return Replica.reopen(parts, mostAgeMs);
    return undefined;
  }

  async #follow(current: Replica): Promise<void> {
    const former = this.#former;
    this.#former = undefined;
    await former?.drop();
    const isOld = this.#options.now() - current.heardAt > mostAgeMs;
    if (isOld || current.isSpent)
      this.#building ??= this.#rebuild(current)
        .catch(this.#report)
        .finally(() => {
          this.#building = undefined;
        });
    await current.follow();
  }

  /** Another index beside the one that answers meanwhile: it takes over once it knows as much. */
  async #rebuild(current: Replica): Promise<void> {
    const next = await Replica.build(this.#parts());
    await next.follow();
    this.#replica = next;
    // A poll and searches may be under way in it: it goes with the next poll.
    this.#former = current;
  }

  #parts(): ReplicaParts {
    const { dir, source = "products", now } = this.#options;
    this.#files ??= new ReplicaFiles(dir, source);
    return { feed: this.#feed, files: this.#files, thread: this.#thread, source, now };
  }

  /** What is interrupted by stopping is not worth telling. */
  readonly #report = (error: unknown): void => {
    if (!this.#stopping.signal.aborted) this.#options.onError(error);
  };
}

const within = (work: Promise<void>, ms: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
};
