import type { DatabaseSync, StatementSync } from "node:sqlite";
import { meanRating, type Product, toMajor } from "@shop/core";
import { idKeyOf } from "./id-order.ts";
import type { NewText } from "./posting-cache.ts";
import { unpackProduct } from "./writer/packed-product.ts";

/** Names as small numbers, in the order in which they came. */
class Names {
  readonly #numbers = new Map<string, number>();
  readonly names: string[] = [];

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  find(name: string): number | undefined {
    return this.#numbers.get(name);
  }
}

interface Row {
  readonly slot: number;
  readonly name_terms: number;
  readonly name_hash: number;
  readonly head_hash: number;
  readonly product: string;
}

const chunk = 200;
const noGroup = 0xffff_ffff;

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
  readonly categories = new Names();
  readonly currencies = new Names();
  readonly groups = new Names();
  readonly ids: string[] = [""];
  active = new Uint8Array(1024);
  inStock = new Uint8Array(1024);
  /** Tenths of a star. */
  rating = new Uint8Array(1024);
  nameTerms = new Uint8Array(1024);
  category = new Uint32Array(1024);
  currency = new Uint16Array(1024);
  group = new Uint32Array(1024);
  nameHash = new Int32Array(1024);
  headHash = new Int32Array(1024);
  priceMinor = new Float64Array(1024);
  priceMajor = new Float64Array(1024);
  createdAt = new Float64Array(1024);
  /** Orders most ids without a look at their text (`idKeyOf`). */
  idKey = new Float64Array(1024);
  size = 0;
  /** Everything up to this change is in here. */
  seq = 0;
  lastSlot = 0;

  readonly #state: StatementSync;
  readonly #bySlot: StatementSync;
  readonly #changed: StatementSync;
  readonly #left: StatementSync;

  constructor(db: DatabaseSync) {
    const row = "slot, name_terms, name_hash, head_hash, product";
    this.#state = db.prepare("SELECT seq, last_slot FROM state");
    this.#bySlot = db.prepare(`SELECT ${row} FROM products WHERE slot > ? ORDER BY slot LIMIT ${chunk}`);
    this.#changed = db.prepare(`SELECT ${row} FROM products INDEXED BY products_by_seq WHERE seq > ? ORDER BY slot`);
    this.#left = db.prepare("SELECT slot FROM left_slots WHERE seq > ?");
  }

  /** Reads all rows. Yields after each piece, so that the caller can let others go first. */
  *load(): Generator<void> {
    const start = this.#state.get() as { seq: number; last_slot: number };
    this.#grow(start.last_slot);
    for (let after = 0; ; ) {
      const rows = this.#bySlot.all(after) as unknown as Row[];
      for (const row of rows) this.#take(row);
      if (rows.length < chunk) break;
      yield;
      after = rows.at(-1)?.slot ?? after;
    }
    // What was written meanwhile may have been read in part: from here on it is read as a change.
    this.seq = start.seq;
    this.lastSlot = start.last_slot;
  }

  /** Takes in what was written since, and says what that is. Cheap when nothing was: then `undefined`. */
  follow(): Changes | undefined {
    const { seq, last_slot: lastSlot } = this.#state.get() as { seq: number; last_slot: number };
    if (seq === this.seq) return;
    this.#grow(lastSlot);
    const left = (this.#left.all(this.seq) as unknown as { slot: number }[]).map(({ slot }) => slot);
    for (const slot of left) this.#leave(slot);
    const rows = this.#changed.all(this.seq) as unknown as Row[];
    const changed = rows.map((row) => ({ slot: row.slot, product: this.#take(row) }));
    const texts = changed.filter(({ slot }) => slot > this.lastSlot);
    this.seq = seq;
    this.lastSlot = lastSlot;
    return { slots: [...left, ...changed.map(({ slot }) => slot)], texts };
  }

  #leave(slot: number): void {
    this.size -= this.active[slot] ?? 0;
    this.active[slot] = 0;
    this.ids[slot] = "";
  }

  #take({ slot, name_terms, name_hash, head_hash, product: packed }: Row): Product {
    if (slot >= this.active.length) this.#grow(slot);
    this.size += this.active[slot] === 1 ? 0 : 1;
    this.active[slot] = 1;
    this.nameTerms[slot] = Math.min(name_terms, 255);
    this.nameHash[slot] = name_hash;
    this.headHash[slot] = head_hash;
    const product = unpackProduct(packed);
    this.#describe(slot, product);
    return product;
  }

  #describe(slot: number, product: Product): void {
    this.ids[slot] = product.productId;
    this.idKey[slot] = idKeyOf(product.productId);
    this.inStock[slot] = product.stockQuantity > 0 ? 1 : 0;
    this.rating[slot] = Math.round(meanRating(product) * 10);
    this.category[slot] = this.categories.numberOf(product.category);
    this.currency[slot] = this.currencies.numberOf(product.currency);
    this.group[slot] = product.groupId === undefined ? noGroup : this.groups.numberOf(product.groupId);
    this.priceMinor[slot] = Number(product.priceMinor);
    this.priceMajor[slot] = toMajor(product.priceMinor, product.currency);
    this.createdAt[slot] = Date.parse(product.createdAt);
  }

  #grow(slot: number): void {
    const length = this.active.length;
    if (slot < length) return;
    const wanted = Math.max(slot + 1, Math.ceil(length * 1.5));
    this.active = grown(this.active, wanted);
    this.inStock = grown(this.inStock, wanted);
    this.rating = grown(this.rating, wanted);
    this.nameTerms = grown(this.nameTerms, wanted);
    this.category = grown(this.category, wanted);
    this.currency = grown(this.currency, wanted);
    this.group = grown(this.group, wanted);
    this.nameHash = grown(this.nameHash, wanted);
    this.headHash = grown(this.headHash, wanted);
    this.priceMinor = grown(this.priceMinor, wanted);
    this.priceMajor = grown(this.priceMajor, wanted);
    this.createdAt = grown(this.createdAt, wanted);
    this.idKey = grown(this.idKey, wanted);
  }
}

type Numbers =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

function grown<T extends Numbers>(old: T, length: number): T {
  const larger = new (old.constructor as new (length: number) => T)(length);
  larger.set(old);
  return larger;
}
