import { rates } from "../../../stacks/rates.ts";
import type { Resource } from "./record.ts";

/**
 * US dollars in us-west-2, noted in November 2026. Only Fargate's rate was checked against a published source
 * (vantage.sh/blog/fargate-pricing); the others are list prices from memory. For a sense of proportion: what counts is
 * AWS's own calculator.
 */
export const pricesAsOf = "prices noted in November 2026, unchecked but for Fargate's";

const hours = 730;
/** What the estimate takes for a month of a small shop. */
export const usage = { requests: 100_000, storedGb: 1, logGb: 1, imageGb: 0.5, metrics: 20 };
/** Every account's for good, in each region. Taken off here, though all stages of an account share them. */
const free = { metrics: 10, alarms: 10 };

interface Price {
  /** Per month. */
  readonly usd: number;
  readonly what: string;
}

const perHour = (usd: number, what: string): Price => ({ usd: usd * hours, what });
const millions = usage.requests / 1_000_000;

type Pricing = (resource: Resource, all: readonly Resource[]) => Price | readonly Price[] | undefined;

/** What one resource costs. What is not here costs nothing by itself. */
export const prices: Readonly<Record<string, Pricing>> = {
  "aws:ecs/service:Service": priceOfTask,
  "aws:lb/loadBalancer:LoadBalancer": () =>
    perHour(0.0225 + 0.008 + 2 * rates.addressHour, "a load balancer and its two addresses"),
  "aws:ec2/natGateway:NatGateway": () => perHour(0.045 + rates.addressHour, "a NAT gateway"),
  "aws:wafv2/webAcl:WebAcl": ({ inputs }) => ({
    usd: 5 + inputs["rules"].length + 0.6 * millions,
    what: `the firewall and its ${inputs["rules"].length} rules`,
  }),
  "aws:cloudfront/distribution:Distribution": () => ({
    usd: 0,
    what: "CloudFront, within its free 10 million requests",
  }),
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": () => ({
    usd: 0.5,
    what: "the private name of the service",
  }),
  "aws:apigatewayv2/api:Api": () => ({ usd: rates.gatewayRequest * usage.requests, what: "requests to the gateway" }),
  "aws:lambda/function:Function": () => ({
    usd: (0.2 + 0.6) * millions,
    what: "calls of the function, 90 ms of 512 MB each",
  }),
  "aws:dynamodb/table:Table": ({ name }) =>
    name === "ProductsTable"
      ? {
          usd: (0.25 + 0.2) * usage.storedGb + (0.125 * 3 + 0.625) * millions,
          what: "all tables: storage, backup, reads and writes",
        }
      : undefined,
  "aws:s3/bucket:Bucket": () => ({ usd: 0.03, what: "the search index's snapshot, looked for every minute" }),
  "aws:ecr/repository:Repository": () => ({ usd: 0.1 * usage.imageGb, what: "stored images" }),
  "aws:cloudwatch/logGroup:LogGroup": (_, all) => {
    const groups = all.filter(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup").length;
    return { usd: (0.5 * usage.logGb) / groups, what: "logs written" };
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": priceOfAlarm,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": () => ({ usd: 0.5, what: "the alarm that pages" }),
  "aws:cloudwatch/dashboard:Dashboard": () => [
    // Three are free, of up to 50 metrics each; this one has more.
    { usd: 3, what: "the dashboard" },
    {
      usd: 0.3 * (usage.metrics - free.metrics),
      what: `the server's own metrics, ${usage.metrics} in use, ${free.metrics} of them free`,
    },
  ],
  "aws:budgets/budget:Budget": () => ({ usd: 0, what: "the budget" }),
  "aws:cognito/userPool:UserPool": () => ({ usd: 0, what: "sign-in, free up to 10 000 people a month" }),
};

/** By the metrics that it looks at; a band of usual values counts as two. */
const metricsOf = ({ inputs }: Resource): number => {
  const queries: { metric?: object; expression?: string }[] = inputs["metricQueries"] ?? [{ metric: {} }];
  const bands = queries.filter(({ expression }) => expression?.startsWith("ANOMALY_DETECTION_BAND"));
  return queries.filter(({ metric }) => metric).length + 2 * bands.length;
};

function priceOfAlarm(alarm: Resource, all: readonly Resource[]): Price {
  const total = all.filter(({ type }) => type === alarm.type).reduce((sum, one) => sum + metricsOf(one), 0);
  const paid = Math.max(0, total - free.alarms) / total;
  return { usd: 0.1 * metricsOf(alarm) * paid, what: `alarms on ${total} metrics, ${free.alarms} of them free` };
}

function priceOfTask(service: Resource, all: readonly Resource[]): Price {
  const definition = all.find(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition")?.inputs ?? {};
  const strategies: { capacityProvider: string; weight: number }[] = service.inputs["capacityProviderStrategies"] ?? [];
  const spot = !strategies.some(({ capacityProvider, weight }) => capacityProvider === "FARGATE" && weight > 0);
  const [vcpu, gb] = [Number(definition["cpu"]) / 1024, Number(definition["memory"]) / 1024];
  const perTask = (vcpu * rates.vcpuHour + gb * rates.gbHour) * (spot ? rates.spotShare : 1) + rates.addressHour;
  const tasks = Number(service.inputs["desiredCount"]);
  const kind = spot ? "Spot task" : "task";
  return perHour(tasks * perTask, `${tasks} ${kind} of ${vcpu} vCPU and ${gb} GB, with its public address`);
}

/** Monthly price by what it is for, dearest first. */
export function estimate(resources: readonly Resource[]): Price[] {
  const created = resources.filter(({ custom, read }) => custom && !read);
  const sums = new Map<string, number>();
  for (const resource of created) {
    const all = [prices[resource.type]?.(resource, created) ?? []].flat();
    for (const { what, usd } of all) sums.set(what, (sums.get(what) ?? 0) + usd);
  }
  return [...sums].map(([what, usd]) => ({ what, usd })).toSorted((a, b) => b.usd - a.usd);
}
