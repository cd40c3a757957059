/** What one round measured of one subject, in microseconds of server CPU per call. */
export interface Sample {
  readonly subject: string;
  readonly microseconds: number;
}

/** A line of the result: the median of all rounds, and how many times the baseline's median that is. */
export interface Row {
  readonly subject: string;
  readonly microseconds: number;
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
    microseconds: median(taken.map(({ microseconds }) => microseconds)),
  }));
  const base = medians.find(({ subject }) => subject === baseline)?.microseconds ?? Number.NaN;
  return medians.map((row) => ({ ...row, ratio: row.microseconds / base }));
}

/** The rows as a table for a terminal. */
export function toTable(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ subject }) => subject.length));
  const cells = rows.map(({ subject, microseconds, ratio }) =>
    [subject.padEnd(width), microseconds.toFixed(0).padStart(8), `${ratio.toFixed(1)}x`.padStart(8)].join("  "),
  );
  return [["server CPU per call".padEnd(width), "µs".padStart(8), "ratio".padStart(8)].join("  "), ...cells].join("\n");
}
