import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Product } from "@shop/core";
import { Lately } from "./lately.ts";
import { unpackProduct } from "./writer/packed-product.ts";
import { ProductTexts, type StoredText } from "./writer/product-texts.ts";

/** Characters of packed products: some thousands of them, and a few megabytes whatever sellers write. */
const mostKept = 2_000_000;

/** The products of an index file by their slots. Those that were shown lately need not be read again. */
export class Products {
  readonly #read: StatementSync;
  readonly #texts: ProductTexts;
  readonly #kept = new Lately<number, Product>(mostKept);

  constructor(db: DatabaseSync) {
    this.#texts = new ProductTexts(db);
    this.#read = db.prepare("SELECT product FROM products WHERE slot = ?");
  }

  at(slot: number): Product {
    const kept = this.#kept.get(slot);
    if (kept) return kept;
    const { product } = this.#read.get(slot) as { product: StoredText };
    const text = this.#texts.at(slot, product);
    return this.#kept.put(slot, unpackProduct(text), text.length);
  }

  /** Forgets what changed: the next look reads it. */
  forget(slots: readonly number[]): void {
    for (const slot of slots) this.#kept.drop(slot);
  }
}
