import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { IndexFile } from "../writer/requests.ts";
import { openForReading } from "../writer/schema.ts";
import { unpackSnapshot, writeSnapshot } from "./snapshot-file.ts";

/** One snapshot for all servers of a stage, and what it takes to share it. */
export interface SnapshotPorts {
  /** When the snapshot was saved (milliseconds since 1970), and the tag of this version of it; absent = there is none. */
  findSnapshot(): Promise<{ readonly tag: string; readonly savedAt: number } | undefined>;
  /** The snapshot's bytes; absent = there is none. Rejects when there are more than `maxBytes`. */
  readSnapshot(maxBytes: number): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Saves a file in place of the version with that tag, or as the first. False when somebody else was first. */
  saveSnapshot(path: string, instead: string | undefined): Promise<boolean>;
}

interface Options {
  /** How old the saved one may get before another is made. */
  readonly everyMs: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** What the largest index of a task may take: more would not fit its disk twice. */
const maxBytes = 8 * 1024 ** 3;
/** How often a server looks whether a new one is due. */
const lookMs = 60_000;

/** Lets a server begin with the index of another one, instead of reading the whole table. */
export class Snapshots {
  readonly #ports: SnapshotPorts;
  readonly #options: Options;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  /** The last one that was saved from here, and at which change of the index. */
  #saved: { readonly tag: string; readonly seq: number } | undefined;

  constructor(ports: SnapshotPorts, options: Options) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Makes an index file of the saved snapshot. False when there is none that can be used, which is told unless there is none. */
  async restore({ path, source }: IndexFile, mostAgeMs: number): Promise<boolean> {
    try {
      const content = await this.#ports.readSnapshot(maxBytes);
      if (!content) return false;
      const notBefore = new Date(this.#options.now() - mostAgeMs).toISOString();
      await unpackSnapshot(content, { path, source, maxBytes, notBefore });
      return true;
    } catch (error) {
      this.#options.onError(error);
      return false;
    }
  }

  /** Saves a snapshot of the index if one is due. May be called as often as one likes; never rejects. */
  keep(file: IndexFile): Promise<void> {
    const { now, onError } = this.#options;
    if (this.#looking !== undefined) return this.#looking;
    if (now() - this.#lookedAt < lookMs) return Promise.resolve();
    this.#lookedAt = now();
    this.#looking = this.#look(file)
      .catch(onError)
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #look(file: IndexFile): Promise<void> {
    const found = await this.#ports.findSnapshot();
    if (found && this.#options.now() - found.savedAt < this.#options.everyMs) return;
    const seq = changesOf(file);
    if (found && found.tag === this.#saved?.tag && seq === this.#saved.seq) return;
    await this.#save(file, found?.tag);
    const saved = await this.#ports.findSnapshot();
    this.#saved = saved && { tag: saved.tag, seq };
  }

  async #save(file: IndexFile, instead: string | undefined): Promise<void> {
    const folder = dirname(file.path);
    const path = join(folder, `snapshot-${randomUUID().slice(0, 8)}.part`);
    await clear(folder, this.#options.now());
    try {
      await writeSnapshot(file, path);
      await this.#ports.saveSnapshot(path, instead);
    } finally {
      await rm(path, { force: true });
    }
  }
}

const abandonedMs = 3_600_000;

/** Removes what a process left that ended in the middle of a snapshot. */
async function clear(folder: string, now: number): Promise<void> {
  const parts = (await readdir(folder))
    .filter((name) => /\.part(\.copy)?$/.test(name))
    .map((name) => join(folder, name));
  for (const path of parts) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }));
    if (now - mtimeMs > abandonedMs) await rm(path, { force: true });
  }
}

/** Counts up with each change of the index. */
function changesOf({ path, source }: IndexFile): number {
  const db = openForReading(path, source);
  try {
    return (db.prepare("SELECT seq FROM state").get() as { seq: number }).seq;
  } finally {
    db.close();
  }
}
