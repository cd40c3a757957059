import { type Outcome, ok, reject } from "./outcome.ts";

/** Part of a list. `after` is where the next page starts, present only when there is more. */
export interface Page<Entry, Position> {
  readonly entries: readonly Entry[];
  readonly after?: Position | undefined;
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
