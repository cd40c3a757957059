import { type Outcome, ok, reject } from "./outcome.ts";
import type { ResponseFormat } from "./schemas.ts";

/** Part of a list. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  /** True when there are entries after the last one. */
  readonly more: boolean;
}

/** Signs and reads cursors. What is sealed for one scope opens in no other. */
export interface CursorSeal {
  sealCursor(position: unknown, scope: string): Promise<string>;
  /** The position sealed for exactly this scope, or `undefined` when the text was changed or is another's. */
  openCursor(text: string, scope: string): Promise<unknown>;
}

/** The position a caller's cursor stands for, checked against where it may be used. */
export async function readCursor<Position>(
  { openCursor }: Pick<CursorSeal, "openCursor">,
  cursor: string | undefined,
  scope: string,
): Promise<Outcome<Position | undefined>> {
  if (cursor === undefined) return ok(undefined);
  const position = await openCursor(cursor, scope);
  if (position === undefined) return reject("invalid_cursor", "The cursor is not one of this list");
  return ok(position as Position);
}

/** Names the one list a cursor belongs to: the tool, the customer and every filter. */
export const cursorScope = (tool: string, customerId: string, filters: Readonly<Record<string, unknown>>): string =>
  JSON.stringify([
    tool,
    customerId,
    Object.entries(filters)
      .filter(([, value]) => value !== undefined)
      .sort(),
  ]);

/** Bytes of JSON that a page may weigh: an agent's context is money, and no answer is to exceed 25 KB. */
const conciseEntryBytes = 400;
const pageBytes = 24_000;
/** What an answer holds besides its list: `success`, counts, a cursor. */
const frameBytes = 350;

interface PageShape {
  readonly limit: number;
  readonly format: ResponseFormat;
  /** What the answer says beside the list and the frame. */
  readonly beside?: unknown;
}

/** As many of the entries as fit the page's budget; at least one, so that every walk through pages ends. */
export function withinBudget<Entry>(entries: readonly Entry[], { limit, format, beside }: PageShape): readonly Entry[] {
  const asked = Math.max(limit, 10) * conciseEntryBytes;
  const whole = format === "concise" ? Math.min(asked, pageBytes) : pageBytes;
  const budget = whole - frameBytes - (beside === undefined ? 0 : weightOf(beside));
  // As one text the list weighs the brackets more and a comma less. Nearly every page fits, and so is written but once.
  if (fits(JSON.stringify(entries), budget + 1)) return entries;
  let weight = 0;
  const end = entries.findIndex((entry) => {
    weight += weightOf(entry) + 1;
    return weight > budget;
  });
  return end === -1 ? entries : entries.slice(0, Math.max(end, 1));
}

/** At least the bytes of a value as JSON in UTF-8: one for each ASCII character, three for any other UTF-16 unit. */
export function weightOf(value: unknown): number {
  return weightOfText(JSON.stringify(value));
}

const beyondAscii = /[^\0-\x7f]/;

/** Whether a text that is JSON weighs at most so much. Most weigh so little that nobody has to look at their letters. */
export const fits = (text: string, most: number): boolean => 3 * text.length <= most || weightOfText(text) <= most;

const weightOfText = (text: string): number =>
  // Asked first whether there is any: most texts have none, and counting makes an array.
  text.length + (beyondAscii.test(text) ? 2 * (text.match(/[^\0-\x7f]/g)?.length ?? 0) : 0);
