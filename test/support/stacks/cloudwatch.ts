import { type MetricName, metricCatalogue, metricNamespace } from "@shop/aws/metrics";
import { refusals, tools } from "@shop/core";
import type { StagePlan } from "./stage-plan.ts";

/** A metric that an alarm, a widget or a search names. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Dimensions that a search leaves open. */
  readonly open: readonly string[];
  readonly stat: string;
}

interface Owned {
  readonly source: string;
  readonly dimensions: readonly (readonly string[])[];
  readonly metrics: Readonly<Record<string, "Count" | "Milliseconds" | "Percent">>;
}

const docs = "https://docs.aws.amazon.com";

/** What AWS itself counts, as far as it is looked at. */
export const awsMetrics: Readonly<Record<string, Owned>> = {
  "AWS/ApiGateway": {
    source: `${docs}/apigateway/latest/developerguide/http-api-metrics.html`,
    dimensions: [["ApiId"]],
    metrics: { "4xx": "Count", "5xx": "Count", Count: "Count", Latency: "Milliseconds" },
  },
  "AWS/ApplicationELB": {
    source: `${docs}/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html`,
    dimensions: [["LoadBalancer"], ["LoadBalancer", "TargetGroup"]],
    metrics: {
      RequestCount: "Count",
      HTTPCode_Target_5XX_Count: "Count",
      HTTPCode_ELB_5XX_Count: "Count",
      HealthyHostCount: "Count",
      UnHealthyHostCount: "Count",
    },
  },
  "AWS/ECS": {
    source: `${docs}/AmazonECS/latest/developerguide/available-metrics.html`,
    dimensions: [["ClusterName", "ServiceName"]],
    metrics: { CPUUtilization: "Percent", MemoryUtilization: "Percent" },
  },
  "AWS/Lambda": {
    source: `${docs}/lambda/latest/dg/monitoring-metrics-types.html`,
    dimensions: [["FunctionName"]],
    metrics: {
      Invocations: "Count",
      Errors: "Count",
      Throttles: "Count",
      Duration: "Milliseconds",
      ConcurrentExecutions: "Count",
    },
  },
  "AWS/DynamoDB": {
    source: `${docs}/amazondynamodb/latest/developerguide/metrics-dimensions.html`,
    dimensions: [["TableName"]],
    metrics: {
      ConsumedReadCapacityUnits: "Count",
      ConsumedWriteCapacityUnits: "Count",
      ReadThrottleEvents: "Count",
      WriteThrottleEvents: "Count",
    },
  },
};

/** How many values a dimension of ours can have. */
export const bounds: Readonly<Record<string, number>> = {
  Stage: 1,
  Tool: tools.length,
  Code: Object.keys(refusals).length,
  Currency: 200,
};

interface Known {
  readonly unit: string;
  readonly dimensions: readonly (readonly string[])[];
}

/** What is known of a metric: ours from the catalogue, AWS's from the table above. */
export function kindOf({ namespace, name }: Named): Known | undefined {
  if (namespace === metricNamespace) return name in metricCatalogue ? metricCatalogue[name as MetricName] : undefined;
  const owned = awsMetrics[namespace];
  const unit = owned?.metrics[name];
  return owned && unit ? { unit, dimensions: owned.dimensions } : undefined;
}

/** `SEARCH('{Namespace,A,B} MetricName="X" A="a"', 'Sum', 300)` */
const searchPattern = /^SEARCH\('\{([^}]+)\} MetricName="([^"]+)"((?: \w+="[^"]+")*)', '([\w.]+)', (\d+)\)$/;

export function searched(expression: string): Named | undefined {
  const [, schema = "", name = "", filters = "", stat = ""] = searchPattern.exec(expression) ?? [];
  if (!name) return undefined;
  const [namespace = "", ...keys] = schema.split(",");
  const dimensions = Object.fromEntries(
    [...filters.matchAll(/ (\w+)="([^"]+)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  return { namespace, name, dimensions, stat, open: keys.filter((key) => !(key in dimensions)) };
}

export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Record<string, any>;
}

export const widgetsOf = (plan: StagePlan): Widget[] =>
  JSON.parse(plan.one("cloudwatch/dashboard")["dashboardBody"]).widgets;

/** The metrics of a row of a widget: `[namespace, name, key, value, …, {stat}]`, or an expression that may search. */
export function namedInRow(row: readonly any[]): Named[] {
  const options = row.at(-1);
  if (row.length === 1) return [searched(options.expression) ?? []].flat();
  const [namespace, name, ...rest] = row.slice(0, -1);
  const pairs = Array.from({ length: rest.length / 2 }, (_, index) => [rest[2 * index], rest[2 * index + 1]]);
  return [{ namespace, name, dimensions: Object.fromEntries(pairs), open: [], stat: options.stat }];
}

/** The metrics of an alarm, whether it has one or calculates from several. */
export function namedInAlarm(inputs: Record<string, any>): Named[] {
  const single = { ...inputs, stat: inputs["statistic"] ?? inputs["extendedStatistic"] };
  const all: any[] = inputs["metricQueries"]
    ? inputs["metricQueries"].flatMap(({ metric }: any) => metric ?? [])
    : [single];
  return all.map(({ namespace, metricName, dimensions, stat }) => ({
    ...{ namespace, dimensions, stat },
    name: metricName,
    open: [],
  }));
}

/** Formulas may name the rows beside them, functions of metric math, and nothing else. */
export const namesInFormula = (expression: string): string[] =>
  [...expression.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name);
export const mathFunctions = ["IF", "FILL", "SUM", "ANOMALY_DETECTION_BAND"];
