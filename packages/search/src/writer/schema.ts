import { DatabaseSync } from "node:sqlite";

/** Raised by whoever changes the tables, or how text becomes terms: a file of another version is built anew. */
export const indexVersion = 2;

/** The text fields of a product, in the order of the columns of `terms`. */
export const fields = ["name", "brand", "category", "options", "description"] as const;

// A version of a product's text has a slot of its own, for ever: what was read of a slot stays true. `seq` counts
// changes: a reader that knows everything up to one asks for what is above it. `saved_parts` are a reader's arrays, true
// up to `saved_seq` and in part beyond: whoever opens the file takes them, and then what is above.
const tables = `
  CREATE VIRTUAL TABLE terms USING fts5(
    ${fields.join(", ")}, content='', contentless_delete=1, detail=column, tokenize='unicode61 remove_diacritics 2');
  CREATE VIRTUAL TABLE term_counts USING fts5vocab(terms, 'row');
  CREATE TABLE products (
    slot INTEGER PRIMARY KEY, seq INTEGER NOT NULL, product_id TEXT NOT NULL UNIQUE, updated_at TEXT NOT NULL,
    name_terms INTEGER NOT NULL, name_hash INTEGER NOT NULL, head_hash INTEGER NOT NULL, product NOT NULL);
  CREATE TABLE packed_texts (first_slot INTEGER PRIMARY KEY, texts BLOB NOT NULL);
  CREATE INDEX products_by_seq ON products (seq);
  CREATE TABLE left_slots (seq INTEGER NOT NULL, slot INTEGER NOT NULL);
  CREATE INDEX left_by_seq ON left_slots (seq);
  CREATE TABLE delisted (product_id TEXT PRIMARY KEY, updated_at TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE vocabulary (term TEXT PRIMARY KEY, products INTEGER NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX vocabulary_by_seq ON vocabulary (seq);
  CREATE TABLE state (
    source TEXT NOT NULL, version INTEGER NOT NULL, seq INTEGER NOT NULL, last_slot INTEGER NOT NULL,
    checkpoint TEXT, complete INTEGER NOT NULL, saved_seq INTEGER NOT NULL, saved_slot INTEGER NOT NULL);
  CREATE TABLE saved_parts (
    name TEXT NOT NULL, part INTEGER NOT NULL, crc INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (name, part));
`;

/** The file is damaged, of another version or of another source: it can only be built anew. */
export class UnusableIndex extends Error {
  override readonly name = "UnusableIndex";
}

/** Opens a file for writing, and creates it when there is none. `source` says of what it is a replica. */
export function openForWriting(path: string, source: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 2000 });
  try {
    // A file that a power cut damages is built anew: it is a copy, and need not wait for the disk.
    db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;" +
        "PRAGMA journal_size_limit = 16777216;",
    );
    const { user_version: found } = db.prepare("PRAGMA user_version").get() as { user_version: number };
    if (found === 0) create(db, source);
    check(db, source);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens an existing file for reading alone. */
export function openForReading(path: string, source: string): DatabaseSync {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 2000 });
  try {
    check(db, source);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function create(db: DatabaseSync, source: string): void {
  db.exec("BEGIN IMMEDIATE");
  db.exec(tables);
  db.prepare("INSERT INTO state VALUES (?, ?, 0, 0, NULL, 0, 0, 0)").run(source, indexVersion);
  db.exec(`PRAGMA user_version = ${indexVersion}; COMMIT`);
}

function check(db: DatabaseSync, source: string): void {
  const { user_version: found } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (found !== indexVersion) throw new UnusableIndex(`The index is of version ${found}, not ${indexVersion}`);
  const state = db.prepare("SELECT source FROM state").get() as { source: string } | undefined;
  if (state?.source !== source) throw new UnusableIndex("The index is a replica of something else");
}

const damaged = new Set([11, 26]);

/** True when no retry helps: SQLite found the file damaged (SQLITE_CORRUPT, SQLITE_NOTADB), or it is not ours. */
export const isUnusable = (error: unknown): boolean =>
  (error instanceof Error && error.name === "UnusableIndex") ||
  (error instanceof Error &&
    "errcode" in error &&
    typeof error.errcode === "number" &&
    damaged.has(error.errcode & 0xff));
