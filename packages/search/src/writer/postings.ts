import type { DatabaseSync, StatementSync } from "node:sqlite";
import { fields } from "./schema.ts";

/** Where a term stands: slots in ascending order, and for each in which fields. */
export interface Posting {
  readonly slots: Uint32Array<ArrayBuffer>;
  /** A bit for each field but the description (bit 0 = the first field): none means that only the description has it. */
  readonly masks: Uint8Array<ArrayBuffer>;
  /** Slots above this one have not been looked at. */
  readonly upTo: number;
}

interface Range {
  readonly after: number;
  readonly upTo: number;
}

const marked = fields.slice(0, -1);

/** Reads postings out of the full text index. */
export class PostingReader {
  readonly #select: StatementSync;

  constructor(db: DatabaseSync) {
    // One text for all rows: a row of its own for each would cost ten times as much.
    this.#select = db.prepare(
      "SELECT group_concat(rowid, ' ') AS slots FROM terms WHERE terms MATCH ? AND rowid > ? AND rowid <= ?",
    );
  }

  /** The posting of a term for the slots above `after` up to `upTo`. */
  read(term: string, range: Range): Posting {
    const slots = this.#slotsOf(`"${term}"`, range);
    const masks = new Uint8Array(slots.length);
    if (slots.length > 0)
      for (const [bit, field] of marked.entries())
        mark({ slots, masks }, this.#slotsOf(`${field} : "${term}"`, range), bit);
    return { slots, masks, upTo: range.upTo };
  }

  #slotsOf(match: string, { after, upTo }: Range): Uint32Array<ArrayBuffer> {
    const row = this.#select.get(match, after, upTo) as { slots: string | null };
    return numbersOf(row.slots ?? "");
  }
}

function mark({ slots, masks }: Pick<Posting, "slots" | "masks">, found: Uint32Array, bit: number): void {
  let at = 0;
  for (const slot of found) {
    while ((slots[at] as number) < slot) at += 1;
    masks[at] = (masks[at] as number) | (1 << bit);
  }
}

const space = 32;
const zero = 48;

/** Whole numbers with a space between them. */
function numbersOf(text: string): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array((text.length + 1) >> 1);
  let count = 0;
  let number = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === space) {
      numbers[count++] = number;
      number = 0;
    } else number = number * 10 + code - zero;
  }
  if (text.length > 0) numbers[count++] = number;
  return numbers.slice(0, count);
}

/** Two pieces of one posting, the second of later slots. */
export function joined(first: Posting, second: Posting): Posting {
  if (second.slots.length === 0) return { ...first, upTo: second.upTo };
  const slots = new Uint32Array(first.slots.length + second.slots.length);
  const masks = new Uint8Array(slots.length);
  slots.set(first.slots);
  slots.set(second.slots, first.slots.length);
  masks.set(first.masks);
  masks.set(second.masks, first.masks.length);
  return { slots, masks, upTo: second.upTo };
}
