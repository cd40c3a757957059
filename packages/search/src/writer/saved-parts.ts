import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";

type PartName = "columns" | "names" | "words";

/** What is saved in an index file for whoever opens it, beside the rows that it was made of. */
export class SavedParts {
  readonly #db: DatabaseSync;
  readonly #select;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#select = db.prepare("SELECT crc, data FROM saved_parts WHERE name = ? AND part = ?");
  }

  /** A part as it was written; `undefined` when it is missing or damaged. */
  read(name: PartName, part = 0): Uint8Array | undefined {
    const row = this.#select.get(name, part) as { crc: number; data: Uint8Array } | undefined;
    return row && crc32(row.data) === row.crc ? row.data : undefined;
  }

  write(name: PartName, data: Uint8Array, part = 0): void {
    this.#db.prepare("INSERT OR REPLACE INTO saved_parts VALUES (?, ?, ?, ?)").run(name, part, crc32(data), data);
  }
}
