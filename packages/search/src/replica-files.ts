import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ending = ".sqlite";
/** A file that nobody has finished in this time was left by a process that ended. */
const abandonedMs = 3_600_000;

/** The folder of index files. Without a path it is a temporary one, which goes when its owner stops. */
export class ReplicaFiles {
  readonly #dir: string;
  readonly #isTemporary: boolean;
  readonly #prefix: string;

  constructor(dir: string | undefined, source: string) {
    this.#isTemporary = dir === undefined;
    if (dir !== undefined) mkdirSync(dir, { recursive: true });
    this.#dir = dir ?? mkdtempSync(join(tmpdir(), "shop-search-"));
    this.#prefix = `${createHash("sha256").update(source).digest("hex").slice(0, 8)}-`;
  }

  /** Files of this source, the newest first. */
  list(): readonly string[] {
    return readdirSync(this.#dir)
      .filter((name) => name.startsWith(this.#prefix) && name.endsWith(ending))
      .toSorted()
      .toReversed()
      .map((name) => join(this.#dir, name));
  }

  /** A path for a new file, after all others in order. */
  next(now: number): string {
    return join(this.#dir, `${this.#prefix}${String(now).padStart(15, "0")}-${randomUUID().slice(0, 8)}${ending}`);
  }

  remove(path: string): void {
    for (const part of ["", "-wal", "-shm"]) rmSync(path + part, { force: true });
  }

  /** True when another process may still be building this file. */
  isFresh(path: string, now: number): boolean {
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    return now - mtimeMs < abandonedMs;
  }

  removeTemporary(): void {
    if (this.#isTemporary) rmSync(this.#dir, { recursive: true, force: true });
  }
}
