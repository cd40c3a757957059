import type { DatabaseSync } from "node:sqlite";
import type { Product } from "@shop/core";
import { joined, type Posting, PostingReader } from "./writer/postings.ts";
import { columnsOf, masksOf } from "./writer/product-terms.ts";

/** About five bytes each. A larger catalogue has longer postings, which take longer to read again. */
const leastRoom = 4_000_000;
const roomPerSlot = 12;

/** A product's text in the slot that it has from now on. */
export interface NewText {
  readonly slot: number;
  readonly product: Product;
}

interface News {
  readonly slots: number[];
  readonly masks: number[];
}

/**
 * Postings that were asked for lately. What a slot says never changes and new texts have higher slots, so a posting is
 * never wrong, only short: new texts are added to those they belong to, and none has to be read again.
 */
export class PostingCache {
  readonly #known = new Map<string, Posting>();
  /** What was added to a known posting since it was last asked for. */
  readonly #news = new Map<string, News>();
  readonly #reader: PostingReader;
  #entries = 0;
  /** All that is known is known up to this slot. */
  #lastSlot = 0;

  constructor(db: DatabaseSync) {
    this.#reader = new PostingReader(db);
  }

  /** The posting of a term; of a phrase, where all its terms are. */
  get(phrase: string): Posting {
    return phrase
      .split(" ")
      .map((term) => this.#get(term))
      .reduce(common);
  }

  has(term: string): boolean {
    return this.#known.has(term);
  }

  /** Takes a posting that was read elsewhere. */
  put(term: string, posting: Posting): void {
    const { upTo } = posting;
    const isShort = upTo < this.#lastSlot;
    const news = isShort && this.#reader.read(term, { after: upTo, upTo: this.#lastSlot });
    this.#keep(term, news ? joined(posting, news) : posting);
  }

  /** Goes on to a later slot. `texts` are all that came in between, in the order of their slots. */
  follow(texts: readonly NewText[], lastSlot: number): void {
    this.#lastSlot = lastSlot;
    for (const { slot, product } of this.#known.size > 0 ? texts : [])
      for (const [term, mask] of masksOf(columnsOf(product))) {
        if (!this.#known.has(term)) continue;
        const news = this.#news.get(term) ?? { slots: [], masks: [] };
        news.slots.push(slot);
        news.masks.push(mask);
        this.#news.set(term, news);
      }
  }

  #get(term: string): Posting {
    const known = this.#known.get(term);
    if (!known) return this.#keep(term, this.#reader.read(term, { after: 0, upTo: this.#lastSlot }));
    const news = this.#news.get(term);
    return this.#keep(term, news ? joined(known, this.#posting(news)) : known);
  }

  #posting({ slots, masks }: News): Posting {
    return { slots: Uint32Array.from(slots), masks: Uint8Array.from(masks), upTo: this.#lastSlot };
  }

  /** The last used is at the end; the least lately used ones make room. */
  #keep(term: string, posting: Posting): Posting {
    this.#drop(term);
    this.#known.set(term, posting);
    this.#entries += posting.slots.length;
    const room = Math.max(leastRoom, roomPerSlot * this.#lastSlot);
    for (const oldest of this.#known.keys()) {
      if (this.#entries <= room || oldest === term) break;
      this.#drop(oldest);
    }
    return posting;
  }

  #drop(term: string): void {
    this.#entries -= this.#known.get(term)?.slots.length ?? 0;
    this.#known.delete(term);
    this.#news.delete(term);
  }
}

/** Where both terms stand, and the fields in which they stand together. */
function common(first: Posting, second: Posting): Posting {
  const slots = new Uint32Array(Math.min(first.slots.length, second.slots.length));
  const masks = new Uint8Array(slots.length);
  let count = 0;
  let at = 0;
  for (let index = 0; index < first.slots.length; index++) {
    const slot = first.slots[index] as number;
    while (at < second.slots.length && (second.slots[at] as number) < slot) at += 1;
    if (second.slots[at] !== slot) continue;
    slots[count] = slot;
    masks[count++] = (first.masks[index] as number) & (second.masks[at] as number);
  }
  return { slots: slots.slice(0, count), masks: masks.slice(0, count), upTo: first.upTo };
}
