interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
}

/** Values by metric and dimensions: `Errors{Code=internal,Stage=test}`. */
export type Measured = ReadonlyMap<string, readonly number[]>;

const [maxValues, maxMetrics, maxDimensions] = [100, 100, 30];

/**
 * Reads log lines as CloudWatch does, and throws where it would take something for no metric. Source: CloudWatch user
 * guide, "Specification: Embedded metric format", with its JSON schema.
 */
export function readMetrics(lines: readonly string[]): Measured {
  const measured = new Map<string, number[]>();
  for (const line of lines) {
    const root = JSON.parse(line) as Record<string, unknown>;
    for (const { key, values } of readLine(root)) measured.set(key, [...(measured.get(key) ?? []), ...values]);
  }
  return measured;
}

/** Whether a line holds metrics. */
export const isMetrics = (line: string): boolean => line.startsWith("{") && "_aws" in JSON.parse(line);

/** Namespaces and units as the lines declare them. */
export const declarations = (lines: readonly string[]) =>
  lines.flatMap((line) =>
    directivesOf(JSON.parse(line)).flatMap(({ Namespace, Dimensions, Metrics }) =>
      Metrics.map(({ Name, Unit }) => ({ Namespace, Name, Unit, Dimensions })),
    ),
  );

function* readLine(root: Record<string, unknown>) {
  for (const directive of directivesOf(root))
    for (const { Name } of directive.Metrics)
      for (const set of directive.Dimensions)
        yield {
          key: `${Name}{${set
            .map((key) => `${key}=${memberOf(root, key)}`)
            .sort()
            .join(",")}}`,
          values: valuesOf(root, Name),
        };
}

function directivesOf(root: Record<string, unknown>): readonly Directive[] {
  const { Timestamp, CloudWatchMetrics } = (root["_aws"] ?? {}) as Record<string, unknown>;
  check(Number.isInteger(Timestamp) && Number(Timestamp) > 1e12, "_aws.Timestamp is milliseconds");
  check(Array.isArray(CloudWatchMetrics) && CloudWatchMetrics.length > 0, "_aws.CloudWatchMetrics is a list");
  const directives = CloudWatchMetrics as Directive[];
  for (const { Namespace, Dimensions, Metrics } of directives) {
    check(/^[\w.\-/#:]{1,1024}$/.test(Namespace), "Namespace");
    check(Array.isArray(Dimensions) && Dimensions.length > 0, "Dimensions is a list of sets");
    for (const set of Dimensions) check(set.length <= maxDimensions, "at most 30 dimensions in a set");
    check(Array.isArray(Metrics) && Metrics.length > 0 && Metrics.length <= maxMetrics, "1 to 100 Metrics");
    check(new Set(Metrics.map(({ Name }) => Name)).size === Metrics.length, "each metric once");
  }
  return directives;
}

function memberOf(root: Record<string, unknown>, key: string): string {
  const value = root[key];
  check(typeof value === "string" && value !== "" && value.length <= 1024, `dimension ${key} is a member of text`);
  return String(value);
}

function valuesOf(root: Record<string, unknown>, name: string): readonly number[] {
  const values = [root[name]].flat();
  check(values.length > 0 && values.length <= maxValues, `${name} has 1 to 100 values, and has ${values.length}`);
  check(values.every(Number.isFinite), `${name} is numbers`);
  return values as number[];
}

function check(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new Error(`Not the embedded metric format: ${rule}`);
}

/** Sum of a metric over all its values; 0 when it has none. */
export const sumOf = (measured: Measured, key: string): number =>
  (measured.get(key) ?? []).reduce((sum, value) => sum + value, 0);
