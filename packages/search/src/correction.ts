import type { Product } from "@shop/core";
import type { QueryPlan } from "./query-plan.ts";
import { termsOf } from "./writer/terms.ts";

/** The text with its typing errors put right, in the spelling of the best product; `undefined` when there are none. */
export function correctionOf(text: string, plan: QueryPlan, best: Product): string | undefined {
  // Without one there is nothing to spell, and most texts have none.
  if (plan.every(({ typed }) => typed === undefined)) return undefined;
  const word = /[\p{L}\p{N}]+/gu;
  const { name, brand = "", category, options = {}, description } = best;
  const spelling = [name, brand, category, ...Object.values(options), description].join(" ").toLowerCase();
  const spellings = new Map((spelling.match(word) ?? []).map((one): [string, string] => [termsOf(one).join(""), one]));
  const corrections = new Map(
    plan.flatMap(({ typed, alternatives }) => {
      const right = alternatives.map(({ term }) => spellings.get(term)).find((one) => one !== undefined);
      return typed !== undefined && right !== undefined ? [[typed, right]] : [];
    }),
  );
  const corrected = text.replace(word, (one) => corrections.get(termsOf(one).join("")) ?? one);
  return corrections.size > 0 && corrected !== text ? corrected : undefined;
}
