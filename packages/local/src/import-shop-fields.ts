import { fromMajor } from "@shop/core";

/** A record as it was read, on its way to an item. */
export type Fields = Readonly<Record<string, unknown>>;

/** Takes note of what is wrong with a record. */
export type Report = (problem: string) => void;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The objects of a list; what else it holds is left to the schema to complain of. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

const instants = new Set(["created_at", "updated_at", "delivered_at", "estimated_delivery", "deadline", "at"]);
const iso = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** The same with every instant in the one form that sorts as text: UTC with milliseconds. */
export const withInstants = (fields: Fields, report: Report): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toInstants(name, value, report)]));

function toInstants(name: string, value: unknown, report: Report): unknown {
  if (Array.isArray(value)) return value.map((one) => toInstants("", one, report));
  if (isFields(value)) return withInstants(value, report);
  return instants.has(name) && typeof value === "string" ? toInstant(name, value, report) : value;
}

function toInstant(name: string, text: string, report: Report): string {
  const [, day] = iso.exec(text) ?? [];
  const date = new Date(text);
  if (day !== undefined && isDay(day) && !Number.isNaN(date.getTime())) return date.toISOString();
  report(`${name}: ${text} is not an ISO 8601 date, or time with its zone, such as 2026-01-31T09:30:00Z`);
  return text;
}

/** JavaScript takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** A value as a message names it. */
export const tell = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

const currencies = new Set(Intl.supportedValuesOf("currency"));

/** The record's currency, if it is one; that it is there at all is for the schema to say. */
export function readCurrency({ currency }: Fields, report: Report): string | undefined {
  if (typeof currency !== "string") return undefined;
  if (currencies.has(currency)) return currency;
  report(`currency: ${currency} is not an ISO 4217 code such as USD`);
  return undefined;
}

/** The same with `${name}`, a decimal amount, turned into `${name}_minor`, whole minor units of the currency. */
export function withMinor(fields: Fields, name: string, currency: string | undefined, report: Report): Fields {
  const { [name]: given, ...rest } = fields;
  if (given === undefined) return fields;
  const minor = `${name}_minor`;
  if (currency === undefined) return { [minor]: 0, ...rest }; // refused already, for its currency
  if (rest[minor] !== undefined) report(`${name}: give ${name} or ${minor}, not both`);
  return { ...rest, [minor]: toMinor(name, given, currency, report) };
}

function toMinor(name: string, given: unknown, currency: string, report: Report): number {
  const plain = typeof given === "number" ? given >= 0 : typeof given === "string" && /^\d+(\.\d+)?$/.test(given);
  if (!plain) report(`${name}: ${tell(given)} is not a decimal amount such as 12.50`);
  if (!plain) return 0;
  const { amount, exact } = fromMajor(Number(given), currency, "down");
  if (!exact) report(`${name}: ${given} is finer than the smallest unit of ${currency}`);
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) report(`${name}: ${given} is too large`);
  return Number(amount);
}

/** Ids that no tool accepts would make records that nobody can name. */
export function checkId(fields: Fields, name: string, prefix: string, report: Report): void {
  const id = fields[name];
  if (typeof id === "string" && id.length <= 64 && new RegExp(`^${prefix}-[A-Za-z0-9-]+$`).test(id)) return;
  report(`${name}: ${tell(id)} is not ${prefix}- followed by letters, digits or dashes, 64 characters at most`);
}

interface Parsed {
  readonly success: boolean;
  readonly error?:
    | { readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[] }
    | undefined;
}

/** Reports all that a schema has found wrong; true when there was nothing. */
export function isWellFormed({ success, error }: Parsed, report: Report): boolean {
  for (const { path, message } of error?.issues ?? []) {
    const said = message.endsWith("received undefined") ? "is missing" : message;
    report(path.length > 0 ? `${path.join(".")}: ${said}` : said);
  }
  return success;
}
