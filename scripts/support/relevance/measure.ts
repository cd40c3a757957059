import type { Engine } from "./engines.ts";
import type { Question } from "./questions.ts";
import type { Made } from "./shop.ts";

/** How well an engine answers a class of questions. */
export interface Quality {
  /** Mean of NDCG@10: 1 = nothing could be in a better order. */
  readonly ndcg: number;
  /** Share of questions that found nothing. */
  readonly empty: number;
}

const ten = 10;

export function qualityOf(engine: Engine, questions: readonly Question[], shop: readonly Made[]): Quality {
  const byId = new Map(shop.map((made) => [made.product.productId, made]));
  const results = questions.map((question) => {
    const found = engine.find(question.text);
    const grades = found.map((id) => gradeOf(question, byId.get(id)));
    const ideal = shop.map((made) => gradeOf(question, made)).toSorted((a, b) => b - a);
    return { ndcg: gain(grades) / (gain(ideal) || 1), isEmpty: found.length === 0 };
  });
  return {
    ndcg: mean(results.map(({ ndcg }) => ndcg)),
    empty: mean(results.map(({ isEmpty }) => (isEmpty ? 1 : 0))),
  };
}

const gradeOf = (question: Question, made: Made | undefined): number => (made ? question.gradeOf(made) : 0);

/** Discounted cumulative gain of the first ten. */
const gain = (grades: readonly number[]): number =>
  grades.slice(0, ten).reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0);

export const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
