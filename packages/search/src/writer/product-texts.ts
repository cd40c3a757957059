import type { DatabaseSync, StatementSync } from "node:sqlite";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { UnusableIndex } from "./schema.ts";

/** Packed products of so many neighbouring slots are kept in one piece. */
const blockTexts = 32;
/** Slots up to here keep their text in their row: in a small catalogue, to read it fast is worth more than its size. */
const mostPlain = 50_000;
/** Stands in no JSON. */
const between = "\n\n";
/** Memory that is set aside for the result of each piece. */
const usualBytes = { packed: 8192, plain: 32_768 };

/** A packed product, or the first slot of the piece that has it. */
export type StoredText = string | number;

/**
 * The packed products of an index. Those of the first load of a large catalogue are compressed, many together, which
 * makes the file a third smaller; each that changes later has its text in its row.
 */
export class ProductTexts {
  readonly #db: DatabaseSync;
  readonly #read: StatementSync;
  /** The piece that is being filled. */
  #open: { readonly first: number; readonly texts: string[] } | undefined;
  /** The piece that was read last. */
  #last: { readonly first: number; readonly texts: readonly string[] } = { first: 0, texts: [] };

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#read = db.prepare("SELECT texts FROM packed_texts WHERE first_slot = ?");
  }

  /** The text of a slot, of which this is stored. */
  at(slot: number, stored: StoredText): string {
    if (typeof stored === "string") return stored;
    const text = this.#piece(stored)[slot - stored];
    if (text === undefined) throw new UnusableIndex(`The index has no text for slot ${slot}`);
    return text;
  }

  /** A row with its text in it. */
  of<Row extends { readonly slot: number; readonly product: StoredText }>(
    row: Row,
  ): Row & { readonly product: string } {
    return { ...row, product: this.at(row.slot, row.product) };
  }

  /** Takes a text of the first load, and says what is to be stored. Slots come one after the other. */
  pack(slot: number, text: string): StoredText {
    if (slot <= mostPlain) return text;
    this.#open ??= { first: slot, texts: [] };
    const { first, texts } = this.#open;
    texts.push(text);
    if (texts.length === blockTexts) this.flush();
    return first;
  }

  /** Writes what was taken. To be called before the end of a transaction that has packed. */
  flush(): void {
    if (!this.#open) return;
    const { first, texts } = this.#open;
    this.#open = undefined;
    const packed = zstdCompressSync(texts.join(between), { chunkSize: usualBytes.packed });
    this.#db.prepare("INSERT INTO packed_texts VALUES (?, ?)").run(first, packed);
  }

  /** The transaction has failed. */
  forget(): void {
    this.#open = undefined;
    this.#last = { first: 0, texts: [] };
  }

  #piece(first: number): readonly string[] {
    if (this.#open?.first === first) return this.#open.texts;
    if (this.#last.first !== first) this.#last = { first, texts: this.#unpack(first) };
    return this.#last.texts;
  }

  #unpack(first: number): readonly string[] {
    const row = this.#read.get(first) as { texts: Uint8Array } | undefined;
    try {
      return zstdDecompressSync(row?.texts ?? "", { chunkSize: usualBytes.plain })
        .toString()
        .split(between);
    } catch (cause) {
      throw new UnusableIndex(`The texts from slot ${first} on are damaged`, { cause });
    }
  }
}
