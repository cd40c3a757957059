import { Lately } from "./lately.ts";
import { type PackedPlan, packPlan, planOf, type QueryPlan, unpackPlan } from "./query-plan.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { termsOf } from "./writer/terms.ts";

/** A question as it was read. */
export interface Reading {
  readonly plan: QueryPlan;
  /** The plan as a cursor holds it. */
  readonly packed: PackedPlan;
  /** The question as the name of a product would be read. */
  readonly terms: readonly string[];
}

const mostRemembered = 500;

/** Reads questions, and remembers how it read them: many ask the same, and whoever turns a page asks again. */
export class Readings {
  readonly #vocabulary: Vocabulary;
  readonly #known = new Lately<string, Reading>(mostRemembered);

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** How a text is to be read now, in a catalogue of so many products. */
  of(text: string, products: number): Reading {
    return this.#known.get(text) ?? this.#known.put(text, read(text, planOf(text, this.#vocabulary, products)));
  }

  /** Words have come, or products: their numbers are part of every reading. */
  forget(): void {
    this.#known.clear();
  }
}

const read = (text: string, plan: QueryPlan): Reading => ({ plan, packed: packPlan(plan), terms: termsOf(text) });

/** What a cursor says of how its text was read. */
export const unpackReading = (text: string, packed: PackedPlan): Reading => read(text, unpackPlan(packed));
