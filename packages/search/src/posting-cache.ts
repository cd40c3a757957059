import type { DatabaseSync } from "node:sqlite";
import { joined, type Posting, PostingReader } from "./writer/postings.ts";

/** About five bytes each. */
const mostEntries = 4_000_000;

/**
 * Postings that were asked for lately. What a slot says never changes and new versions have higher slots, so a posting
 * is never wrong, only short: what is new is read when it is asked for again.
 */
export class PostingCache {
  readonly #known = new Map<string, Posting>();
  readonly #reader: PostingReader;
  #entries = 0;

  constructor(db: DatabaseSync) {
    this.#reader = new PostingReader(db);
  }

  /** The posting of a term for all slots up to `lastSlot`; of a phrase, where all its terms are. */
  get(phrase: string, lastSlot: number): Posting {
    return phrase
      .split(" ")
      .map((term) => this.#get(term, lastSlot))
      .reduce(common);
  }

  #get(term: string, lastSlot: number): Posting {
    const known = this.#known.get(term);
    if (known && known.upTo >= lastSlot) return this.#keep(term, known);
    const news = this.#reader.read(term, { after: known?.upTo ?? 0, upTo: lastSlot });
    return this.#keep(term, known ? joined(known, news) : news);
  }

  has(term: string): boolean {
    return this.#known.has(term);
  }

  /** Takes a posting that was read elsewhere. */
  put(term: string, posting: Posting): void {
    if ((this.#known.get(term)?.upTo ?? -1) < posting.upTo) this.#keep(term, posting);
  }

  /** The last used is at the end; the least lately used ones make room. */
  #keep(term: string, posting: Posting): Posting {
    this.#drop(term);
    this.#known.set(term, posting);
    this.#entries += posting.slots.length;
    for (const oldest of this.#known.keys()) {
      if (this.#entries <= mostEntries || oldest === term) break;
      this.#drop(oldest);
    }
    return posting;
  }

  #drop(term: string): void {
    this.#entries -= this.#known.get(term)?.slots.length ?? 0;
    this.#known.delete(term);
  }
}

/** Where both terms stand, and the fields in which they stand together. */
function common(first: Posting, second: Posting): Posting {
  const slots: number[] = [];
  const masks: number[] = [];
  let at = 0;
  for (const [index, slot] of first.slots.entries()) {
    while (at < second.slots.length && (second.slots[at] as number) < slot) at += 1;
    if (second.slots[at] !== slot) continue;
    slots.push(slot);
    masks.push((first.masks[index] as number) & (second.masks[at] as number));
  }
  return { slots: Uint32Array.from(slots), masks: Uint8Array.from(masks), upTo: first.upTo };
}
