import { type MetricName, type metricCatalogue, metricNamespace } from "@shop/aws/metrics";

/** One metric as CloudWatch knows it. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, $util.Input<string>>>;
}

type Kinds = typeof metricCatalogue;
type SetsOf<Name extends MetricName> = Kinds[Name]["dimensions"][number];
/** Metrics with one value for the whole stage. */
export type StageMetric = {
  [Name in MetricName]: readonly ["Stage"] extends SetsOf<Name> ? Name : never;
}[MetricName];

/** A metric of the server, for the whole stage. */
export const shopMetric = (stage: string, name: StageMetric): Metric => ({
  namespace: metricNamespace,
  name,
  dimensions: { Stage: stage },
});

/**
 * A metric of the server, a line for each value of its second dimension. CloudWatch finds the values: a new tool shows
 * up by itself. Only for widgets, alarms take no search.
 */
export const shopSearch = <Name extends MetricName>(
  stage: string,
  name: Name,
  { by, stat }: { readonly by: Exclude<SetsOf<Name>[number], "Stage">; readonly stat: string },
): string => `SEARCH('{${metricNamespace},Stage,${by}} MetricName="${name}" Stage="${stage}"', '${stat}', 300)`;

/** Tasks of a load balancer that it sends nothing to; its target groups have names of their own. */
export const hostSearch = (name: "HealthyHostCount" | "UnHealthyHostCount", balancer: $util.Input<string>) =>
  $interpolate`SEARCH('{AWS/ApplicationELB,LoadBalancer,TargetGroup} MetricName="${name}" LoadBalancer="${balancer}"', 'Maximum', 60)`;

export const gatewayMetric = (name: "5xx" | "4xx" | "Count" | "Latency", api: $util.Input<string>): Metric => ({
  namespace: "AWS/ApiGateway",
  name,
  dimensions: { ApiId: api },
});

export const balancerMetric = (
  name: "HTTPCode_Target_5XX_Count" | "HTTPCode_ELB_5XX_Count" | "RequestCount",
  balancer: $util.Input<string>,
): Metric => ({ namespace: "AWS/ApplicationELB", name, dimensions: { LoadBalancer: balancer } });

export interface Service {
  readonly cluster: $util.Input<string>;
  readonly service: $util.Input<string>;
}

export const serviceMetric = (name: "CPUUtilization" | "MemoryUtilization", { cluster, service }: Service): Metric => ({
  namespace: "AWS/ECS",
  name,
  dimensions: { ClusterName: cluster, ServiceName: service },
});

export const functionMetric = (
  name: "Errors" | "Throttles" | "Duration" | "ConcurrentExecutions" | "Invocations",
  fn: $util.Input<string>,
): Metric => ({ namespace: "AWS/Lambda", name, dimensions: { FunctionName: fn } });

export const tableMetric = (
  name: "ConsumedReadCapacityUnits" | "ConsumedWriteCapacityUnits" | "ReadThrottleEvents" | "WriteThrottleEvents",
  table: $util.Input<string>,
): Metric => ({ namespace: "AWS/DynamoDB", name, dimensions: { TableName: table } });
