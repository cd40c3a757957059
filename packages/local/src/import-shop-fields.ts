import { fromMajor } from "@shop/core";

/** A record on its way to an item. */
export type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a record, in words that follow its name. */
export class FieldProblem extends Error {
  override readonly name = "FieldProblem";
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const instants = new Set(["created_at", "updated_at", "delivered_at", "estimated_delivery", "deadline", "at"]);
const iso = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** The same with every instant in the one form that sorts as text: UTC with milliseconds. */
export function withInstants(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withInstants);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      instants.has(name) && typeof field === "string" ? toInstant(name, field) : withInstants(field),
    ]),
  );
}

function toInstant(name: string, text: string): string {
  const day = iso.exec(text)?.[1];
  const date = new Date(text);
  const exists = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  if (!exists || Number.isNaN(date.getTime()))
    throw new FieldProblem(`${name}: ${text} is not an ISO 8601 date or time with its zone (2026-01-31T09:30:00Z)`);
  return date.toISOString();
}

const currencies = new Set(Intl.supportedValuesOf("currency"));

export function checkCurrency(currency: unknown): string {
  if (typeof currency === "string" && currencies.has(currency)) return currency;
  throw new FieldProblem(`currency: ${JSON.stringify(currency) ?? "missing"} is not an ISO 4217 code such as USD`);
}

/** The same with `major`, a decimal amount, turned into `minor`, whole minor units of the currency. */
export function withMinor(fields: Fields, [major, minor]: readonly [string, string], currency: string): Fields {
  const { [major]: given, ...rest } = fields;
  if (given === undefined) return fields;
  if (rest[minor] !== undefined) throw new FieldProblem(`${major}: give either ${major} or ${minor}`);
  return { ...rest, [minor]: toMinor(major, given, currency) };
}

function toMinor(name: string, given: unknown, currency: string): number {
  const plain = typeof given === "number" ? given >= 0 : typeof given === "string" && /^\d+(\.\d+)?$/.test(given);
  if (!plain) throw new FieldProblem(`${name}: ${JSON.stringify(given)} is not a decimal amount such as 12.50`);
  const { amount, exact } = fromMajor(Number(given), currency, "down");
  if (!exact) throw new FieldProblem(`${name}: ${given} is finer than the smallest unit of ${currency}`);
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new FieldProblem(`${name}: ${given} is too large`);
  return Number(amount);
}

export function checkId(fields: Fields, name: string, prefix: string): string {
  const id = fields[name];
  if (typeof id === "string" && id.length <= 64 && new RegExp(`^${prefix}-[A-Za-z0-9-]+$`).test(id)) return id;
  throw new FieldProblem(
    `${name}: ${JSON.stringify(id) ?? "missing"} must be ${prefix}- and letters, digits or dashes, 64 characters at most`,
  );
}

interface Parsed {
  readonly success: boolean;
  readonly error?: { readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[] } | undefined;
}

/** Throws what a schema has found wrong, all of it. */
export function checkParsed({ error }: Parsed): void {
  if (error === undefined) return;
  const told = error.issues.map(({ path, message }) => {
    const said = message.endsWith("received undefined") ? "is missing" : message;
    return path.length > 0 ? `${path.join(".")}: ${said}` : said;
  });
  throw new FieldProblem(told.join("; "));
}
