import { Metrics } from "@aws-lambda-powertools/metrics";
import { type MetricKind, metricCatalogue, metricNamespace } from "../metric-catalogue.ts";
import type { Dimensions, Series } from "./tally.ts";

/** The format allows a hundred values in a list; at the hundredth Powertools would write a line of its own accord. */
export const valuesPerLine = 99;

/**
 * Series as lines of the embedded metric format, one for each set of dimensions. Source: CloudWatch user guide,
 * "Specification: Embedded metric format".
 */
export function toLines(series: readonly Series[]): string[] {
  const chunks = series.flatMap(({ values, ...rest }) =>
    Array.from({ length: Math.ceil(values.length / valuesPerLine) }, (_, index) => ({
      ...rest,
      part: index,
      values: values.slice(index * valuesPerLine, (index + 1) * valuesPerLine),
    })),
  );
  // What shares its dimensions shares a line; a list that is cut goes on in a line of its own.
  const lines = Map.groupBy(chunks, ({ name, dimensions, part }) =>
    JSON.stringify([setsOf(name, dimensions), part, part > 0 && name]),
  );
  return [...lines.values()].map(toLine);
}

/** The sets of dimensions a metric is recorded under, with their values. */
const setsOf = (name: Series["name"], values: Dimensions): Record<string, string>[] => {
  const { dimensions }: MetricKind = metricCatalogue[name];
  return dimensions.map((set) => Object.fromEntries(set.map((dimension) => [dimension, values[dimension] ?? ""])));
};

function toLine(series: readonly Series[]): string {
  const [first] = series;
  const sets = first ? setsOf(first.name, first.dimensions) : [];
  const shared = Object.entries(sets[0] ?? {}).filter(([key]) => sets.every((set) => key in set));
  const metrics = new Metrics({ namespace: metricNamespace });
  // By default Powertools adds a dimension with the service's name; and it wants what all sets share to be said once.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions(Object.fromEntries(shared));
  for (const set of sets)
    metrics.addDimensions(
      Object.fromEntries(Object.entries(set).filter(([key]) => !shared.some(([one]) => one === key))),
    );
  for (const { name, values } of series)
    for (const value of values) metrics.addMetric(name, metricCatalogue[name].unit, value);
  return JSON.stringify(metrics.serializeMetrics());
}
