import { hashOf } from "./terms.ts";

const magic = 0x3012_d115;
const headBytes = 16;
const arraysPerWord = 4;

/** Words in the order of their bytes, each with a number, in one piece of memory. */
export class WordList {
  /** In how many products each word stands. */
  readonly counts: Uint32Array;
  /** The letters of each word as bits: two words at one edit differ in two of them at most. */
  readonly letters: Int32Array;
  readonly #ends: Uint32Array;
  readonly #hashes: Int32Array;
  readonly #bytes: Buffer;
  /** Where a word is looked for by its hash: its index and one; 0 = nothing. */
  readonly #table: Uint32Array;

  private constructor(saved: Uint8Array<ArrayBuffer>, count: number) {
    const { buffer } = saved;
    const at = (array: number) => headBytes + 4 * count * array;
    this.#ends = new Uint32Array(buffer, at(0), count);
    this.counts = new Uint32Array(buffer, at(1), count);
    this.letters = new Int32Array(buffer, at(2), count);
    this.#hashes = new Int32Array(buffer, at(3), count);
    this.#bytes = Buffer.from(buffer, at(arraysPerWord), saved.length - at(arraysPerWord));
    this.#table = new Uint32Array(2 ** Math.ceil(Math.log2(2 * count + 2)));
    for (let index = 0; index < count; index++) this.#table[this.#freePlace(this.#hashes[index] as number)] = index + 1;
  }

  /** Packs words that come in the order of their bytes. */
  static pack(words: Iterable<{ readonly term: string; readonly products: number }>): Uint8Array<ArrayBuffer> {
    const numbers: number[][] = Array.from({ length: arraysPerWord }, () => []);
    const [ends = [], counts = [], letters = [], hashes = []] = numbers;
    const texts: Buffer[] = [];
    let end = 0;
    for (const { term, products } of words) {
      const text = Buffer.from(term);
      texts.push(text);
      end += text.length;
      ends.push(end);
      counts.push(products);
      letters.push(lettersOf(term));
      hashes.push(hashOf(term));
    }
    const packed = new Uint8Array(headBytes + 4 * arraysPerWord * texts.length + end);
    new Uint32Array(packed.buffer, 0, 3).set([magic, texts.length, end]);
    for (const [array, values] of numbers.entries())
      new Int32Array(packed.buffer, headBytes + 4 * texts.length * array, texts.length).set(values);
    packed.set(Buffer.concat(texts, end), packed.length - end);
    return packed;
  }

  /** A packed list; `undefined` when it is none, or from a machine with another order of bytes. */
  static read(saved: Uint8Array): WordList | undefined {
    const packed = Uint8Array.from(saved);
    if (packed.length < headBytes) return undefined;
    const [found, count = 0, bytes = 0] = new Uint32Array(packed.buffer, 0, 3);
    const length = headBytes + 4 * arraysPerWord * count + bytes;
    return found === magic && packed.length === length ? new WordList(packed, count) : undefined;
  }

  static of(words: Parameters<typeof WordList.pack>[0]): WordList {
    const packed = WordList.pack(words);
    return new WordList(packed, new Uint32Array(packed.buffer, 0, 3)[1] as number);
  }

  get size(): number {
    return this.counts.length;
  }

  /** The index of a word; -1 = it is not one of them. */
  find(term: string): number {
    const hash = hashOf(term);
    for (let place = this.#placeOf(hash); ; place = (place + 1) & (this.#table.length - 1)) {
      const index = (this.#table[place] as number) - 1;
      if (index < 0 || (this.#hashes[index] === hash && this.at(index) === term)) return index;
    }
  }

  at(index: number): string {
    return this.#bytes.toString("utf8", this.#startOf(index), this.#ends[index]);
  }

  /** The indices of all words that begin with these letters. */
  *beginningWith(letters: string): Generator<number> {
    const wanted = Buffer.from(letters);
    const orderAt = (index: number) => {
      const start = this.#startOf(index);
      const end = Math.min(this.#ends[index] as number, start + wanted.length);
      return this.#bytes.compare(wanted, 0, wanted.length, start, end);
    };
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (orderAt(middle) < 0) low = middle + 1;
      else high = middle;
    }
    for (; low < this.size && orderAt(low) === 0; low++) yield low;
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }

  #placeOf(hash: number): number {
    return hash & (this.#table.length - 1);
  }

  #freePlace(hash: number): number {
    let place = this.#placeOf(hash);
    while (this.#table[place] !== 0) place = (place + 1) & (this.#table.length - 1);
    return place;
  }
}

export function lettersOf(term: string): number {
  let letters = 0;
  for (let index = 0; index < term.length; index++) letters |= 1 << ((term.charCodeAt(index) - 97) & 31);
  return letters;
}
