import type { CatalogueHits, CatalogueQuery, Product } from "@shop/core";
import { IndexReader } from "./index-reader.ts";
import { IndexWriter } from "./writer/index-writer.ts";

/** A whole index in one thread: for small catalogues, tools and tests. A server writes in a thread of its own. */
export class SqliteIndex {
  readonly #writer: IndexWriter;
  readonly #reader: IndexReader;

  private constructor(writer: IndexWriter, reader: IndexReader) {
    this.#writer = writer;
    this.#reader = reader;
  }

  /**
   * Opens the file at `path` and creates it when there is none. `source` names what it is a replica of: a file of
   * another source, or a damaged one, throws (`isUnusable`).
   */
  static open(path: string, source = "products"): SqliteIndex {
    const writer = IndexWriter.open(path, source);
    if (!writer.isComplete) writer.complete();
    return new SqliteIndex(writer, IndexReader.open(path, source));
  }

  /** How many products can be found. */
  get size(): number {
    return this.#reader.size;
  }

  /** Until when the table is known (ISO 8601), as last saved. */
  get checkpoint(): string | undefined {
    return this.#writer.checkpoint;
  }

  /** Takes in products as they are now, and the checkpoint with them. */
  apply(products: readonly Product[], checkpoint?: string): void {
    this.#writer.apply(products, checkpoint);
  }

  search(query: CatalogueQuery): CatalogueHits {
    return this.#reader.search(query);
  }

  close(): void {
    this.#reader.close();
    this.#writer.close();
  }
}
