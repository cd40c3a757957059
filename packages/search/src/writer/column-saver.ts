import type { DatabaseSync } from "node:sqlite";
import { ShopNames } from "./names.ts";
import { ProductTexts } from "./product-texts.ts";
import { SavedParts } from "./saved-parts.ts";
import { type ProductRow, rowColumns, takeRow } from "./slot-arrays.ts";
import { blockSlots, SlotBlock } from "./slot-block.ts";
import { WordList } from "./word-list.ts";

interface State {
  readonly seq: number;
  readonly last_slot: number;
  readonly saved_seq: number;
  readonly saved_slot: number;
}

/** So many changes cost a reader that opens the file next to nothing. */
const fewChanges = 1000;
/** A share of all products: saving them again then costs a small part of what the changes themselves did. */
const changedShare = 1 / 50;

/** Saves columns and words as a reader holds them in memory: it need not make them of all rows again. */
export class ColumnSaver {
  readonly #db: DatabaseSync;
  readonly #parts: SavedParts;
  readonly #texts: ProductTexts;
  readonly #statements;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#parts = new SavedParts(db);
    this.#texts = new ProductTexts(db);
    this.#statements = {
      state: db.prepare("SELECT seq, last_slot, saved_seq, saved_slot FROM state"),
      changes: db.prepare(
        "SELECT (SELECT count(*) FROM products WHERE seq > ?1) + (SELECT count(*) FROM left_slots WHERE seq > ?1) AS count",
      ),
      changed: db.prepare("SELECT slot FROM products WHERE seq > ? ORDER BY slot"),
      left: db.prepare("SELECT slot FROM left_slots WHERE seq > ?"),
      word: db.prepare("SELECT 1 FROM vocabulary WHERE seq > ? LIMIT 1"),
      row: db.prepare(`SELECT ${rowColumns} FROM products WHERE slot = ?`),
      rows: db.prepare(`SELECT ${rowColumns} FROM products WHERE slot >= ? AND slot < ? ORDER BY slot`),
      saved: db.prepare("UPDATE state SET saved_seq = ?, saved_slot = ?"),
    };
  }

  /** True when so much has changed since that opening the file would take noticeably longer. */
  get isDue(): boolean {
    const { last_slot, saved_seq } = this.#state();
    const { count } = this.#statements.changes.get(saved_seq) as { count: number };
    return count > fewChanges + last_slot * changedShare;
  }

  /** Saves what has changed since the last time. To be called within a transaction. */
  save(): void {
    const state = this.#state();
    if (state.saved_seq === 0 || !this.#update(state)) this.#saveAll(state);
    this.#statements.saved.run(state.seq, state.last_slot);
  }

  #state(): State {
    return this.#statements.state.get() as unknown as State;
  }

  #saveAll({ last_slot }: State): void {
    this.#db.exec("DELETE FROM saved_parts");
    const names = new ShopNames();
    for (let block = 0; block <= blockOf(last_slot); block++) this.#saveBlock(block, SlotBlock.empty(), names);
    this.#parts.write("names", names.write());
    this.#saveWords();
  }

  /** False when something of what was saved is damaged. */
  #update(state: State): boolean {
    const saved = this.#parts.read("names");
    const names = saved && ShopNames.read(saved);
    if (!names || !this.#updateBlocks(state, names)) return false;
    this.#parts.write("names", names.write());
    if (this.#statements.word.get(state.saved_seq) || !this.#parts.read("words")) this.#saveWords();
    return true;
  }

  #updateBlocks({ last_slot, saved_seq, saved_slot }: State, names: ShopNames): boolean {
    const left = byBlock(this.#statements.left.all(saved_seq));
    const changed = byBlock(this.#statements.changed.all(saved_seq));
    const last = blockOf(saved_slot);
    const added = Array.from({ length: blockOf(last_slot) - last }, (_, index) => last + 1 + index);
    for (const block of new Set([...left.keys(), ...changed.keys(), ...added])) {
      const known = block > last ? SlotBlock.empty() : this.#savedBlock(block);
      if (!known) return false;
      for (const slot of left.get(block) ?? []) known.arrays.active[slot - block * blockSlots] = 0;
      this.#saveBlock(block, known, names, changed.get(block) ?? []);
    }
    return true;
  }

  #savedBlock(block: number): SlotBlock | undefined {
    const saved = this.#parts.read("columns", block);
    return saved && SlotBlock.read(saved);
  }

  /** Takes these slots into the block, or all that it has. */
  #saveBlock(block: number, into: SlotBlock, names: ShopNames, slots?: readonly number[]): void {
    const first = block * blockSlots;
    const rows = slots
      ? slots.map((slot) => this.#statements.row.get(slot))
      : this.#statements.rows.iterate(first, first + blockSlots);
    for (const row of rows as Iterable<unknown> as Iterable<ProductRow>) {
      const { productId } = takeRow(into.arrays, row.slot - first, this.#texts.of(row), names);
      into.ids.add(row.slot - first, productId);
    }
    this.#parts.write("columns", into.write(), block);
  }

  #saveWords(): void {
    const words = this.#db.prepare("SELECT term, products FROM vocabulary ORDER BY term").iterate();
    this.#parts.write("words", WordList.pack(words as Iterable<{ term: string; products: number }>));
  }
}

export const blockOf = (slot: number): number => Math.floor(slot / blockSlots);

function byBlock(rows: readonly object[]): ReadonlyMap<number, number[]> {
  const blocks = new Map<number, number[]>();
  for (const { slot } of rows as readonly { slot: number }[]) {
    const block = blockOf(slot);
    const known = blocks.get(block);
    if (known) known.push(slot);
    else blocks.set(block, [slot]);
  }
  return blocks;
}
