import { type MetricDimension, type MetricName, metricCatalogue } from "../metric-catalogue.ts";

/** The value of each dimension that a metric is recorded under. */
export type Dimensions = Readonly<Partial<Record<MetricDimension, string>>>;

/** What has been gathered of one metric under one set of dimensions. */
export interface Series {
  readonly name: MetricName;
  readonly dimensions: Dimensions;
  readonly values: readonly number[];
}

/**
 * Gathers measurements of one process until they are taken: counts are added up, samples are kept one by one. As long as
 * dimensions hold only what the code can count, so many series there are and no more.
 */
export class Tally {
  readonly #series = new Map<string, { name: MetricName; dimensions: Dimensions; values: number[] }>();

  /** Adds to a count. */
  add(name: MetricName, amount: number, dimensions: Dimensions = {}): void {
    const { values } = this.#find(name, dimensions);
    values[0] = (values[0] ?? 0) + amount;
  }

  /** Keeps one more sample. Answers how many there are now. */
  sample(name: MetricName, value: number, dimensions: Dimensions = {}): number {
    return this.#find(name, dimensions).values.push(value);
  }

  get isEmpty(): boolean {
    return this.#series.size === 0;
  }

  /** Everything gathered since the last time, or all of one metric. */
  take(name?: MetricName): readonly Series[] {
    const taken = [...this.#series].filter(([, series]) => name === undefined || series.name === name);
    for (const [key] of taken) this.#series.delete(key);
    return taken.map(([, series]) => series);
  }

  #find(name: MetricName, dimensions: Dimensions) {
    const used = [...new Set<MetricDimension>(metricCatalogue[name].dimensions.flat())];
    const key = JSON.stringify([name, ...used.map((dimension) => dimensions[dimension])]);
    const found = this.#series.get(key) ?? { name, dimensions, values: [] };
    this.#series.set(key, found);
    return found;
  }
}
