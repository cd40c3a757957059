import { fits, weightOf } from "./page.ts";

type Body = Record<string, unknown>;

const mostBytes = 24_500;

/** An answer, and the same as JSON: a door writes the text, and nobody turns it into text again. */
export interface FittedAnswer {
  readonly body: Body;
  readonly text: string;
}

/**
 * Cuts the longest lists of an answer until it is under 25 KB, and says so with `truncated`. Pages never come to this:
 * they keep to a budget and go on with a cursor. It is for the one order of a hundred lines.
 */
export function fitAnswer(body: Body): FittedAnswer {
  const text = JSON.stringify(body);
  if (fits(text, mostBytes)) return { body, text };
  const fitted: Body = { ...JSON.parse(text), truncated: true };
  for (let list = heaviestList(fitted); list && weightOf(fitted) > mostBytes; list = heaviestList(fitted))
    list.length = Math.floor(list.length / 2);
  return { body: fitted, text: JSON.stringify(fitted) };
}

/** The list that weighs most, of those that still have something to give. */
function heaviestList(value: unknown): unknown[] | undefined {
  const lists: { readonly list: unknown[]; readonly weight: number }[] = [];
  const pending: unknown[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next) && next.length > 1) lists.push({ list: next, weight: weightOf(next) });
    if (typeof next === "object" && next !== null)
      pending.push(...Object.values(next).filter((inner) => inner != null));
  }
  return lists.sort((a, b) => b.weight - a.weight)[0]?.list;
}
