import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Product } from "@shop/core";
import { ColumnSaver } from "./column-saver.ts";
import { packProduct, textOf } from "./packed-product.ts";
import { columnsOf } from "./product-terms.ts";
import { ProductTexts, type StoredText } from "./product-texts.ts";
import { fields, openForWriting } from "./schema.ts";
import { hashOf, headOf, termsOf } from "./terms.ts";

interface Known {
  readonly slot: number;
  readonly updated_at: string;
  readonly product: StoredText;
}

/** The one connection that changes an index file. Every call is synchronous: a batch is one transaction. */
export class IndexWriter {
  readonly #db: DatabaseSync;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #columns: ColumnSaver;
  readonly #texts: ProductTexts;

  private constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = prepare(db);
    this.#columns = new ColumnSaver(db);
    this.#texts = new ProductTexts(db);
  }

  /** Opens or creates the file. Throws when it is damaged or a replica of something else (`isUnusable`). */
  static open(path: string, source: string): IndexWriter {
    return new IndexWriter(openForWriting(path, source));
  }

  /** Until when the table is known (ISO 8601), as last saved; `undefined` before the first. */
  get checkpoint(): string | undefined {
    return this.#state().checkpoint ?? undefined;
  }

  /** True once everything of the table has been taken in. */
  get isComplete(): boolean {
    return this.#state().complete === 1;
  }

  /**
   * Takes in products as they are now: a delisted one leaves the index, an older version than the known one is ignored.
   * With a checkpoint it is saved in the same transaction: never ahead of the products.
   */
  apply(products: readonly Product[], checkpoint?: string): void {
    this.#inTransaction(() => {
      if (products.length > 0) this.#takeAll(products);
      if (checkpoint !== undefined) this.#statements.saveCheckpoint.run(checkpoint);
    });
    if (checkpoint !== undefined && this.isComplete && this.#columns.isDue) this.saveArrays();
  }

  /** Ends the first load: counts its words and says that nothing is missing. Later words are counted as they come. */
  complete(checkpoint?: string): void {
    this.#inTransaction(() => {
      const seq = this.#state().seq + 1;
      this.#db.exec("INSERT INTO terms(terms) VALUES ('optimize')");
      this.#db.exec("DELETE FROM vocabulary");
      this.#db.prepare("INSERT INTO vocabulary SELECT term, doc, ? FROM term_counts").run(seq);
      this.#db.prepare("UPDATE state SET seq = ?, complete = 1").run(seq);
      if (checkpoint !== undefined) this.#statements.saveCheckpoint.run(checkpoint);
    });
    this.saveArrays();
    this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Saves what a reader holds in memory, so that it need not read all rows. Done now and then by the others. */
  saveArrays(): void {
    this.#inTransaction(() => this.#columns.save());
  }

  close(): void {
    this.#db.close();
  }

  #state() {
    return this.#statements.state.get() as {
      seq: number;
      last_slot: number;
      checkpoint: string | null;
      complete: number;
    };
  }

  #takeAll(products: readonly Product[]): void {
    const { seq, last_slot: lastSlot, complete } = this.#state();
    const batch: Batch = { seq: seq + 1, slot: lastSlot, counts: complete === 1 ? new Map() : undefined };
    for (const product of products) {
      const known = this.#statements.find.get(product.productId) as Known | undefined;
      if ((known?.updated_at ?? this.#delistedAt(product)) > product.updatedAt) continue;
      if (product.status === "active") this.#list(product, known, batch);
      else this.#delist(product, known, batch);
    }
    this.#texts.flush();
    for (const [term, count] of batch.counts ?? []) this.#statements.countTerm.run(term, count, batch.seq);
    this.#statements.advance.run(batch.seq, batch.slot);
  }

  /** When the product was delisted, so that an older version does not come back. */
  #delistedAt({ productId }: Product): string {
    const row = this.#statements.delistedAt.get(productId) as { updated_at: string } | undefined;
    return row?.updated_at ?? "";
  }

  #delist({ productId, updatedAt }: Product, known: Known | undefined, { seq }: Batch): void {
    if (known) this.#remove(known.slot, seq);
    this.#statements.remember.run(productId, updatedAt);
  }

  #list(product: Product, known: Known | undefined, batch: Batch): void {
    const packed = packProduct(product);
    const text = known && this.#texts.at(known.slot, known.product);
    // Polls overlap: most of what they bring is known.
    if (text === packed) return;
    if (known && text !== undefined && textOf(text) === textOf(packed)) {
      this.#statements.move.run(batch.seq, product.updatedAt, packed, known.slot);
      return;
    }
    if (known) this.#remove(known.slot, batch.seq);
    else this.#statements.forget.run(product.productId);
    this.#add(product, packed, batch);
  }

  #add(product: Product, packed: string, batch: Batch): void {
    batch.slot += 1;
    const columns = columnsOf(product);
    this.#statements.addTerms.run(batch.slot, ...columns.map((terms) => terms.join(" ")));
    if (batch.counts)
      for (const term of new Set(columns.flat())) batch.counts.set(term, (batch.counts.get(term) ?? 0) + 1);
    const name = termsOf(product.name);
    const row: SQLInputValue[] = [batch.slot, batch.seq, product.productId, product.updatedAt];
    row.push(new Set(name).size, hashOf(name.join(" ")), hashOf(headOf(product.name)));
    row.push(batch.counts ? packed : this.#texts.pack(batch.slot, packed));
    this.#statements.add.run(...row);
  }

  #remove(slot: number, seq: number): void {
    this.#statements.removeTerms.run(slot);
    this.#statements.remove.run(slot);
    this.#statements.leave.run(seq, slot);
  }

  #inTransaction(work: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#texts.forget();
      // A full disk has ended the transaction already.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

interface Batch {
  readonly seq: number;
  /** The last slot that is taken. */
  slot: number;
  /** In how many products each word is new; absent during the first load, which counts at its end. */
  readonly counts: Map<string, number> | undefined;
}

const prepare = (db: DatabaseSync): Record<StatementName, StatementSync> => ({
  state: db.prepare("SELECT seq, last_slot, checkpoint, complete FROM state"),
  advance: db.prepare("UPDATE state SET seq = ?, last_slot = ?"),
  saveCheckpoint: db.prepare("UPDATE state SET checkpoint = ?"),
  find: db.prepare("SELECT slot, updated_at, product FROM products WHERE product_id = ?"),
  add: db.prepare("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
  move: db.prepare("UPDATE products SET seq = ?, updated_at = ?, product = ? WHERE slot = ?"),
  remove: db.prepare("DELETE FROM products WHERE slot = ?"),
  leave: db.prepare("INSERT INTO left_slots VALUES (?, ?)"),
  addTerms: db.prepare(`INSERT INTO terms (rowid, ${fields.join(", ")}) VALUES (?${", ?".repeat(fields.length)})`),
  removeTerms: db.prepare("DELETE FROM terms WHERE rowid = ?"),
  countTerm: db.prepare(
    "INSERT INTO vocabulary VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET products = products + excluded.products, seq = excluded.seq",
  ),
  delistedAt: db.prepare("SELECT updated_at FROM delisted WHERE product_id = ?"),
  remember: db.prepare("INSERT OR REPLACE INTO delisted VALUES (?, ?)"),
  forget: db.prepare("DELETE FROM delisted WHERE product_id = ?"),
});

type StatementName =
  | "state"
  | "advance"
  | "saveCheckpoint"
  | "find"
  | "add"
  | "move"
  | "remove"
  | "leave"
  | "addTerms"
  | "removeTerms"
  | "countTerm"
  | "delistedAt"
  | "remember"
  | "forget";
