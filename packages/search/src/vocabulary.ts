import type { DatabaseSync, StatementSync } from "node:sqlite";
import { editsBetween } from "./edits.ts";

interface Row {
  readonly term: string;
  readonly products: number;
}

/** A word of the catalogue that a question may have meant. */
interface Candidate {
  readonly term: string;
  readonly products: number;
  readonly edits: number;
}

const chunk = 1000;
const shortestForTypo = 4;
const shortestForTwo = 8;
const shortestPrefix = 3;
const mostMeant = 4;
const mostRemembered = 2000;

/** Every word of the catalogue, and in how many products it stands. */
export class Vocabulary {
  readonly #counts = new Map<string, number>();
  readonly #terms: string[] = [];
  /** The letters of each term as bits: two words at one edit differ in two of them at most. */
  #letters = new Int32Array(1024);
  readonly #corrections = new Map<string, readonly Candidate[]>();
  readonly #after: StatementSync;
  readonly #changed: StatementSync;

  constructor(db: DatabaseSync) {
    this.#after = db.prepare(`SELECT term, products FROM vocabulary WHERE term > ? ORDER BY term LIMIT ${chunk}`);
    this.#changed = db.prepare("SELECT term, products FROM vocabulary WHERE seq > ?");
  }

  *load(): Generator<void> {
    for (let last = ""; ; ) {
      const rows = this.#after.all(last) as unknown as Row[];
      for (const row of rows) this.#take(row);
      if (rows.length < chunk) break;
      yield;
      last = rows.at(-1)?.term ?? last;
    }
  }

  follow(seq: number): void {
    const rows = this.#changed.all(seq) as unknown as Row[];
    for (const row of rows) this.#take(row);
    if (rows.length > 0) this.#corrections.clear();
  }

  /** In how many products a term stands, of all that ever were; 0 = unknown. */
  count(term: string): number {
    return this.#counts.get(term) ?? 0;
  }

  /** Known words that an unknown one may stand for: its beginning of a longer one, or a typing error in one; likeliest first. */
  meant(term: string): readonly Candidate[] {
    const known = this.#corrections.get(term);
    if (known) return known;
    const found = this.#search(term);
    if (this.#corrections.size >= mostRemembered) this.#corrections.clear();
    this.#corrections.set(term, found);
    return found;
  }

  #search(term: string): readonly Candidate[] {
    const most = mostEdits(term);
    const near = most === 0 ? [] : [...this.#near(term, most)];
    if (near.length === 0) return this.#longer(term);
    const fewest = Math.min(...near.map(({ edits }) => edits));
    return best(near.filter(({ edits }) => edits === fewest));
  }

  *#near(term: string, most: number): Generator<Candidate> {
    const letters = lettersOf(term);
    for (const [index, other] of this.#terms.entries()) {
      if (bitCount((this.#letters[index] as number) ^ letters) > 2 * most) continue;
      const edits = editsBetween(term, other, most);
      if (edits <= most) yield { term: other, products: this.count(other), edits };
    }
  }

  #longer(term: string): readonly Candidate[] {
    if (term.length < shortestPrefix) return [];
    const longer = this.#terms.filter((other) => other.startsWith(term));
    return best(longer.map((other) => ({ term: other, products: this.count(other), edits: 0 })));
  }

  #take({ term, products }: Row): void {
    if (!this.#counts.has(term)) {
      const index = this.#terms.push(term) - 1;
      if (index >= this.#letters.length) {
        const larger = new Int32Array(2 * this.#letters.length);
        larger.set(this.#letters);
        this.#letters = larger;
      }
      this.#letters[index] = lettersOf(term);
    }
    this.#counts.set(term, products);
  }
}

/** Short words have too many neighbours, and numbers mean what they say. */
function mostEdits(term: string): number {
  if (term.length < shortestForTypo || !/^[a-z]+$/.test(term)) return 0;
  return term.length < shortestForTwo ? 1 : 2;
}

/** The frequent ones: what many products say is likelier meant than what one says. */
function best(found: readonly Candidate[]): readonly Candidate[] {
  const sorted = found.toSorted((a, b) => b.products - a.products || (a.term < b.term ? -1 : 1));
  const least = (sorted[0]?.products ?? 0) / 50;
  return sorted.filter(({ products }) => products >= least).slice(0, mostMeant);
}

function lettersOf(term: string): number {
  let letters = 0;
  for (let index = 0; index < term.length; index++) letters |= 1 << ((term.charCodeAt(index) - 97) & 31);
  return letters;
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x5555_5555);
  rest = (rest & 0x3333_3333) + ((rest >>> 2) & 0x3333_3333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
