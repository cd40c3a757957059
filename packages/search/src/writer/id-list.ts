const emptySize = 1024;
const encoder = new TextEncoder();

/** Product ids by slot, in one piece of memory: a million of them as strings would take as much as all columns. */
export class IdList {
  #bytes = new Uint8Array(emptySize);
  /** Where the id of each slot ends, and that of the next one begins. */
  #ends = new Uint32Array(emptySize);
  #count = 0;

  /** Slots below this one have their id; an empty one, if they were never seen. */
  get count(): number {
    return this.#count;
  }

  /** The ends and bytes of all ids. */
  get contents(): { readonly ends: Uint32Array; readonly bytes: Uint8Array } {
    return { ends: this.#ends.subarray(0, this.#count), bytes: this.#bytes.subarray(0, this.#used) };
  }

  /** Takes the id of a slot above all others. A slot keeps its id for ever: one that is known stays. */
  add(slot: number, id: string): void {
    if (slot < this.#count) return;
    const bytes = encoder.encode(id);
    this.addAll(slot, { ends: Uint32Array.of(bytes.length), bytes });
  }

  /** Takes the ids of some slots above all others, from one on. */
  addAll(slot: number, { ends, bytes }: IdList["contents"]): void {
    this.#skipTo(slot);
    const start = this.#used;
    this.#bytes = withRoom(this.#bytes, start + bytes.length);
    this.#bytes.set(bytes, start);
    this.#ends = withRoom(this.#ends, this.#count + ends.length);
    for (let index = 0; index < ends.length; index++) this.#ends[this.#count + index] = start + (ends[index] as number);
    this.#count += ends.length;
  }

  /** Slots without an id, up to this one. */
  #skipTo(slot: number): void {
    this.#ends = withRoom(this.#ends, slot);
    this.#ends.fill(this.#used, this.#count, slot);
    this.#count = slot;
  }

  /** The order of the ids of two slots, by their bytes: below zero when the first comes first. */
  compare(first: number, second: number): number {
    return this.#compare(first, this.#bytes, this.#startOf(second), this.#endOf(second));
  }

  /** The order of a slot's id and another one. */
  compareTo(slot: number, other: Uint8Array): number {
    return this.#compare(slot, other, 0, other.length);
  }

  #compare(slot: number, other: Uint8Array, start: number, end: number): number {
    const bytes = this.#bytes;
    const last = this.#endOf(slot);
    let at = this.#startOf(slot);
    for (let index = start; index < end && at < last; index++, at++) {
      const difference = (bytes[at] as number) - (other[index] as number);
      if (difference !== 0) return difference;
    }
    return last - this.#startOf(slot) - (end - start);
  }

  get #used(): number {
    return this.#count === 0 ? 0 : (this.#ends[this.#count - 1] as number);
  }

  #startOf(slot: number): number {
    return slot === 0 ? 0 : (this.#ends[slot - 1] as number);
  }

  #endOf(slot: number): number {
    return this.#ends[slot] as number;
  }
}

/** The bytes by which ids are ordered. */
export const idBytes = (id: string): Uint8Array => encoder.encode(id);

function withRoom<T extends Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(old: T, length: number): T {
  if (length <= old.length) return old;
  const larger = new (old.constructor as new (length: number) => T)(Math.max(length, Math.ceil(old.length * 1.5)));
  larger.set(old);
  return larger;
}
