import type { Product } from "@shop/core";
import { wordsOf } from "./words.ts";

/** How much a word counts by where it stands. */
const weights = { name: 8, brand: 4, category: 4, options: 4, description: 1 } as const;

/** Every product that can be bought, and which words it contains. Lives in memory; the feed keeps it current. */
export class ProductIndex {
  readonly #products = new Map<string, Product>();
  /** When products were delisted, so that an older version of one does not come back. */
  readonly #delistedAt = new Map<string, string>();
  readonly #postings = new Map<string, Map<string, number>>();

  get size(): number {
    return this.#products.size;
  }

  /** Takes in a product as it is now. A delisted one leaves the index; an older version than the known one is ignored. */
  apply(product: Product): void {
    const known = this.#products.get(product.productId);
    const knownAt = known?.updatedAt ?? this.#delistedAt.get(product.productId) ?? "";
    if (knownAt > product.updatedAt) return;
    if (known) this.#remove(known);
    this.#delistedAt.delete(product.productId);
    if (product.status === "active") this.#add(product);
    else this.#delistedAt.set(product.productId, product.updatedAt);
  }

  find(productId: string): Product | undefined {
    return this.#products.get(productId);
  }

  all(): Iterable<Product> {
    return this.#products.values();
  }

  /**
   * Products that contain any of the words, with a score: one that has more of the words is above one that has fewer.
   * The score depends on the product and the words alone, so that a page's place in the order stays where it was.
   */
  match(text: string): Map<string, number> {
    const words = [...new Set(wordsOf(text))];
    const hits = new Map<string, { words: number; weight: number }>();
    for (const word of words)
      for (const [productId, weight] of this.#postings.get(word) ?? []) {
        const hit = hits.get(productId) ?? { words: 0, weight: 0 };
        hits.set(productId, { words: hit.words + 1, weight: hit.weight + weight });
      }
    return new Map([...hits].map(([productId, hit]) => [productId, hit.words * 1000 + hit.weight]));
  }

  #add(product: Product): void {
    this.#products.set(product.productId, product);
    for (const [word, weight] of weightsOf(product)) {
      const posting = this.#postings.get(word) ?? new Map<string, number>();
      this.#postings.set(word, posting.set(product.productId, weight));
    }
  }

  #remove(product: Product): void {
    this.#products.delete(product.productId);
    for (const word of weightsOf(product).keys()) {
      const posting = this.#postings.get(word);
      posting?.delete(product.productId);
      if (posting?.size === 0) this.#postings.delete(word);
    }
  }
}

function weightsOf({ name, brand = "", category, options = {}, description }: Product): Map<string, number> {
  const found = new Map<string, number>();
  const take = (text: string, weight: number) => {
    for (const word of new Set(wordsOf(text))) found.set(word, (found.get(word) ?? 0) + weight);
  };
  take(name, weights.name);
  take(brand, weights.brand);
  take(category, weights.category);
  take(Object.values(options).join(" "), weights.options);
  take(description, weights.description);
  return found;
}
