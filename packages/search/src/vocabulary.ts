import type { DatabaseSync, StatementSync } from "node:sqlite";
import { editsBetween } from "./edits.ts";
import { SavedParts } from "./writer/saved-parts.ts";
import { lettersOf, WordList } from "./writer/word-list.ts";

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

const shortestForTypo = 4;
const shortestForTwo = 8;
const shortestPrefix = 3;
const mostMeant = 4;
const mostRemembered = 2000;

/** Every word of the catalogue, and in how many products it stands. */
export class Vocabulary {
  #words = WordList.of([]);
  /** Those that came since it was opened. */
  readonly #added = new Map<string, number>();
  readonly #corrections = new Map<string, readonly Candidate[]>();
  readonly #parts: SavedParts;
  readonly #all: StatementSync;
  readonly #changed: StatementSync;
  readonly #savedSeq: StatementSync;

  constructor(db: DatabaseSync) {
    this.#parts = new SavedParts(db);
    this.#savedSeq = db.prepare("SELECT saved_seq AS seq FROM state");
    this.#all = db.prepare("SELECT term, products FROM vocabulary ORDER BY term");
    this.#changed = db.prepare("SELECT term, products FROM vocabulary WHERE seq > ?");
  }

  /** Takes what was saved and then what changed since, or reads all words. To be called within a transaction. */
  load(): void {
    const { seq } = this.#savedSeq.get() as { seq: number };
    const saved = seq > 0 ? this.#parts.read("words") : undefined;
    const words = saved && WordList.read(saved);
    this.#words = words ?? WordList.of(this.#all.iterate() as Iterable<unknown> as Iterable<Row>);
    if (words) this.follow(seq);
  }

  follow(seq: number): void {
    const rows = this.#changed.all(seq) as unknown as Row[];
    for (const row of rows) this.#take(row);
    if (rows.length > 0) this.#corrections.clear();
  }

  /** In how many products a term stands, of all that ever were; 0 = unknown. */
  count(term: string): number {
    const index = this.#words.find(term);
    return index < 0 ? (this.#added.get(term) ?? 0) : (this.#words.counts[index] as number);
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
    for (const other of this.#alike(term, 2 * most)) {
      const edits = editsBetween(term, other, most);
      if (edits <= most) yield { term: other, products: this.count(other), edits };
    }
  }

  /** All words whose letters differ in so few. */
  #alike(term: string, most: number): readonly string[] {
    const wanted = lettersOf(term);
    const { letters } = this.#words;
    const found = [...this.#added.keys()].filter((other) => bitCount(lettersOf(other) ^ wanted) <= most);
    for (let index = 0; index < letters.length; index++)
      if (bitCount((letters[index] as number) ^ wanted) <= most) found.push(this.#words.at(index));
    return found;
  }

  #longer(term: string): readonly Candidate[] {
    if (term.length < shortestPrefix) return [];
    const known = [...this.#words.beginningWith(term)].map((index) => ({
      term: this.#words.at(index),
      products: this.#words.counts[index] as number,
      edits: 0,
    }));
    const added = [...this.#added].filter(([other]) => other.startsWith(term));
    return best([...known, ...added.map(([other, products]) => ({ term: other, products, edits: 0 }))]);
  }

  #take({ term, products }: Row): void {
    const index = this.#words.find(term);
    if (index < 0) this.#added.set(term, products);
    else this.#words.counts[index] = products;
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

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x5555_5555);
  rest = (rest & 0x3333_3333) + ((rest >>> 2) & 0x3333_3333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
