import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Product } from "@shop/core";
import type { NewText } from "./posting-cache.ts";
import { blockOf } from "./writer/column-saver.ts";
import { IdList } from "./writer/id-list.ts";
import { ShopNames } from "./writer/names.ts";
import { ProductTexts } from "./writer/product-texts.ts";
import { SavedParts } from "./writer/saved-parts.ts";
import { copyArrays, type ProductRow, rowColumns, slotArrays, takeRow } from "./writer/slot-arrays.ts";
import { blockSlots, SlotBlock } from "./writer/slot-block.ts";

interface State {
  readonly seq: number;
  readonly last_slot: number;
  readonly saved_seq: number;
  readonly saved_slot: number;
}

const chunk = 200;
const fewSlots = 1024;

/** What was written since the last look. */
export interface Changes {
  /** Whatever these slots hold is no longer what it was. */
  readonly slots: readonly number[];
  readonly texts: readonly NewText[];
}

/**
 * What a search filters, sorts and counts by, for each slot, beside the database: reading it there would cost a row for
 * every match. A product of the shop is the row of its slot; slots of former versions are not active.
 */
export class Columns {
  arrays = slotArrays(fewSlots);
  ids = new IdList();
  names = new ShopNames();
  size = 0;
  /** Everything up to this change is in here. */
  seq = 0;
  lastSlot = 0;

  readonly #parts: SavedParts;
  readonly #texts: ProductTexts;
  readonly #state: StatementSync;
  readonly #bySlot: StatementSync;
  readonly #changedSlots: StatementSync;
  readonly #at: StatementSync;
  readonly #changed: StatementSync;
  readonly #left: StatementSync;

  constructor(db: DatabaseSync) {
    this.#parts = new SavedParts(db);
    this.#texts = new ProductTexts(db);
    this.#state = db.prepare("SELECT seq, last_slot, saved_seq, saved_slot FROM state");
    this.#bySlot = db.prepare(`SELECT ${rowColumns} FROM products WHERE slot > ? ORDER BY slot LIMIT ${chunk}`);
    this.#changedSlots = db.prepare("SELECT slot FROM products WHERE seq > ? ORDER BY slot");
    this.#at = db.prepare(`SELECT ${rowColumns} FROM products WHERE slot = ?`);
    this.#changed = db.prepare(
      `SELECT ${rowColumns} FROM products INDEXED BY products_by_seq WHERE seq > ? ORDER BY slot`,
    );
    this.#left = db.prepare("SELECT slot FROM left_slots WHERE seq > ?");
  }

  /**
   * Takes what was saved and then what changed since, or reads all rows when anything of it is missing or damaged. To be
   * called within a transaction. Yields after each piece, so that the caller can let others go first.
   */
  *load(): Generator<void> {
    const state = this.#state.get() as unknown as State;
    this.#grow(state.last_slot);
    if (yield* this.#loadSaved(state)) yield* this.#loadChanged(state.saved_seq);
    else yield* this.#loadRows();
    this.seq = state.seq;
    this.lastSlot = state.last_slot;
  }

  /** False when it cannot be used: then nothing of it stays. */
  *#loadSaved({ saved_seq, saved_slot }: State): Generator<void, boolean> {
    const names = saved_seq > 0 && this.#parts.read("names");
    if (!names) return false;
    this.names = ShopNames.read(names);
    for (let block = 0; block <= blockOf(saved_slot); block++) {
      if (!this.#takeBlock(block)) {
        this.#empty();
        return false;
      }
      yield;
    }
    for (const active of this.arrays.active) this.size += active;
    return true;
  }

  #takeBlock(block: number): boolean {
    const bytes = this.#parts.read("columns", block);
    const saved = bytes && SlotBlock.read(bytes);
    if (!saved) return false;
    copyArrays(saved.arrays, this.arrays, block * blockSlots);
    this.ids.addAll(block * blockSlots, saved.ids.contents);
    return true;
  }

  *#loadChanged(seq: number): Generator<void> {
    for (const slot of this.#leftSince(seq)) this.#leave(slot);
    const changed = this.#changedSlots.all(seq) as unknown as { slot: number }[];
    for (const [index, { slot }] of changed.entries()) {
      this.#take(this.#at.get(slot) as unknown as ProductRow);
      if (index % chunk === 0) yield;
    }
  }

  *#loadRows(): Generator<void> {
    for (let after = 0; ; ) {
      const rows = this.#bySlot.all(after) as unknown as ProductRow[];
      for (const row of rows) this.#take(row);
      if (rows.length < chunk) break;
      yield;
      after = rows.at(-1)?.slot ?? after;
    }
  }

  /** Takes in what was written since, and says what that is. Cheap when nothing was: then `undefined`. */
  follow(): Changes | undefined {
    const { seq, last_slot: lastSlot } = this.#state.get() as unknown as State;
    if (seq === this.seq) return;
    this.#grow(lastSlot);
    const left = this.#leftSince(this.seq);
    for (const slot of left) this.#leave(slot);
    const rows = this.#changed.all(this.seq) as unknown as ProductRow[];
    const changed = rows.map((row) => ({ slot: row.slot, product: this.#take(row) }));
    const texts = changed.filter(({ slot }) => slot > this.lastSlot);
    this.seq = seq;
    this.lastSlot = lastSlot;
    return { slots: [...left, ...changed.map(({ slot }) => slot)], texts };
  }

  #leftSince(seq: number): number[] {
    return (this.#left.all(seq) as unknown as { slot: number }[]).map(({ slot }) => slot);
  }

  #leave(slot: number): void {
    this.size -= this.arrays.active[slot] ?? 0;
    this.arrays.active[slot] = 0;
  }

  #take(row: ProductRow): Product {
    this.size += this.arrays.active[row.slot] === 1 ? 0 : 1;
    const product = takeRow(this.arrays, row.slot, this.#texts.of(row), this.names);
    this.ids.add(row.slot, product.productId);
    return product;
  }

  #empty(): void {
    this.arrays = slotArrays(this.arrays.active.length);
    this.ids = new IdList();
    this.names = new ShopNames();
  }

  /** Makes room for this slot. */
  #grow(slot: number): void {
    const { length } = this.arrays.active;
    if (slot < length) return;
    // Blocks are copied whole.
    const blocks = blockOf(Math.max(slot, Math.ceil(length * growth))) + 1;
    const larger = slotArrays(slot < blockSlots ? Math.max(slot + 1, 2 * length) : blocks * blockSlots);
    copyArrays(this.arrays, larger, 0);
    this.arrays = larger;
  }
}

const growth = 1.25;
