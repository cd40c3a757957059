/** What one round measured of one subject, in a unit that all of a table share. */
export interface Sample {
  readonly subject: string;
  readonly amount: number;
}

/** A line of the result: the median of all rounds, and how many times the baseline's median that is. */
export interface Row {
  readonly subject: string;
  readonly amount: number;
  readonly ratio: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] = sorted.slice(sorted.length % 2 === 1 ? middle : middle - 1, middle + 1);
  return sorted.length % 2 === 1 ? low : (low + high) / 2;
}

/** Medians of all rounds, in the order in which the subjects first came, against the one called `baseline`. */
export function toRows(samples: readonly Sample[], baseline: string): readonly Row[] {
  const bySubject = Map.groupBy(samples, ({ subject }) => subject);
  const medians = [...bySubject].map(([subject, taken]) => ({
    subject,
    amount: median(taken.map(({ amount }) => amount)),
  }));
  const base = medians.find(({ subject }) => subject === baseline)?.amount ?? Number.NaN;
  return medians.map((row) => ({ ...row, ratio: row.amount / base }));
}

/** The rows as a table of Markdown that is a table in a terminal too. */
export function toTable(rows: readonly Row[], title: string, unit: string): string {
  const cells = rows.map(({ subject, amount, ratio }) => [subject, amount.toFixed(0), `${ratio.toFixed(1)}x`] as const);
  const all = [[title, unit, "ratio"] as const, ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = ([first, ...rest]: readonly string[]) =>
    `| ${[first?.padEnd(widths[0] ?? 0), ...rest.map((cell, at) => cell.padStart(widths[at + 1] ?? 0))].join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`)).join(" | ")} |`;
  const [head = [], ...body] = all;
  return [line(head), rule, ...body.map(line)].join("\n");
}
