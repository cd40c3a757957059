/** A record as a file holds it. `where` is `file:line`. */
export interface SourceRecord {
  readonly where: string;
  readonly value: unknown;
  /** What the file says it is, by the list it stands in. */
  readonly list?: string;
}

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

export interface Source {
  readonly records: readonly SourceRecord[];
  readonly problems: readonly string[];
}

const lists = ["products", "customers", "orders", "reviews", "returns"] as const;

/** Reads JSON Lines, a JSON array, one JSON record, or an object of lists named after what they hold. */
export function readSource({ name, text: given }: SourceFile): Source {
  const text = given.replace(/^\uFEFF/, "");
  if (text.trim() === "") return { records: [], problems: [] };
  const [head = ""] = text.trimStart().split(/\r?\n/, 1);
  const whole = parse(text);
  if (whole.ok) return readWhole(name, text, whole.value);
  return !head.startsWith("[") && parse(head).ok
    ? readLines(name, text)
    : { records: [], problems: [`${name}:${whole.line}: not JSON: ${whole.message}`] };
}

function readWhole(name: string, text: string, value: unknown): Source {
  if (Array.isArray(value)) {
    const lines = elementLines(text, 1);
    return { records: value.map((one, index) => ({ where: `${name}:${lines[index]}`, value: one })), problems: [] };
  }
  const bundle = Object.entries(value ?? {}).filter(([, list]) => Array.isArray(list)) as [string, unknown[]][];
  if (!bundle.some(([key]) => lists.some((list) => list === key)))
    return { records: [{ where: `${name}:${firstLine(text)}`, value }], problems: [] };
  return readBundle(name, text, value as Record<string, unknown>);
}

function readBundle(name: string, text: string, bundle: Record<string, unknown>): Source {
  const unknown = Object.keys(bundle).filter(
    (key) => !lists.some((list) => list === key) || !Array.isArray(bundle[key]),
  );
  if (unknown.length > 0)
    return {
      records: [],
      problems: [`${name}:1: ${unknown.join(", ")}: only lists named ${lists.join(", ")} belong here`],
    };
  const lines = elementLines(text, 2);
  const records = Object.entries(bundle)
    .flatMap(([list, values]) => (values as unknown[]).map((value) => ({ list, value })))
    .map((record, index) => ({ ...record, where: `${name}:${lines[index]}` }));
  return { records, problems: [] };
}

function readLines(name: string, text: string): Source {
  const records: SourceRecord[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const where = `${name}:${index + 1}`;
    const parsed = parse(line);
    if (parsed.ok) records.push({ where, value: parsed.value });
    else problems.push(`${where}: not JSON: ${parsed.message}`);
  }
  return { records, problems };
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string; readonly line: number };

function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = text.slice(0, errorPosition(message, text)).split("\n").length;
    return { ok: false, message: message.replace(/ in JSON at position.*/s, "").replaceAll(/\s+/g, " "), line };
  }
}

/** Where V8 says the text stops being JSON: by its position, or by the ten characters before and after it. */
function errorPosition(message: string, text: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const [, token = "", cut, excerpt = ""] = /token '(.)', (\.{3})?"([\s\S]*)"(?:\.{3})? is not/.exec(message) ?? [];
  if (excerpt === "") return text.length;
  return text.indexOf(excerpt) + (cut ? 10 : excerpt.indexOf(token));
}

const firstLine = (text: string): number => text.slice(0, text.search(/\S/)).split("\n").length;

const steps: Readonly<Record<string, number>> = { "[": 1, "{": 1, "]": -1, "}": -1 };

/** The lines on which the elements of the arrays at `depth` begin, of a text that is known to be JSON. */
function elementLines(text: string, depth: number): readonly number[] {
  const found: number[] = [];
  let line = 1;
  let level = 0;
  let expected = false;
  // Strings as a whole, line ends, brackets and commas one by one, and the rest in pieces.
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|\n|[[\]{},]|[^\s"[\]{},]+/g)) {
    if (token === "\n") {
      line += 1;
      continue;
    }
    const step = steps[token] ?? 0;
    if (expected && step >= 0) found.push(line);
    level += step;
    expected = level === depth && (token === "[" || token === ",");
  }
  return found;
}
