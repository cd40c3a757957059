import { above, belowUsual, minutes, quarterHour, type Rule, shareAbove, togetherAbove } from "./alarms.ts";
import {
  balancerMetric,
  functionMetric,
  gatewayMetric,
  type Service,
  type StageMetric,
  serviceMetric,
  shopMetric,
  tableMetric,
} from "./metrics.ts";
import type { StageTables } from "./tables.ts";

/** What the server says of itself, behind either door. */
export function shopRules(stage: string): Rule[] {
  const of = (name: StageMetric) => shopMetric(stage, name);
  return [
    {
      name: "CallsFailing",
      says: "More than 1 of 20 calls failed by our fault.",
      when: shareAbove({ part: of("Errors"), whole: of("Calls"), percent: 5, least: 20 }, quarterHour),
      pages: true,
    },
    {
      name: "CallsSlow",
      says: "1 of 100 calls took over 3 seconds.",
      when: above(of("Latency"), { stat: "p99", threshold: 3000 }, quarterHour),
      pages: true,
    },
    {
      name: "RequestsShed",
      says: "The server turned requests away because it had enough to do.",
      when: above(of("Shed"), { stat: "Sum", threshold: 10 }, quarterHour),
      pages: true,
    },
    {
      name: "TablesRefusing",
      says: "DynamoDB refused requests of the server for lack of throughput.",
      when: above(of("Throttles"), { stat: "Sum", threshold: 10 }, quarterHour),
    },
    {
      name: "WritesColliding",
      says: "More than 1 of 10 calls met another write of the same item and was tried again.",
      when: shareAbove({ part: of("ConflictsRetried"), whole: of("Calls"), percent: 10, least: 50 }, quarterHour),
    },
    {
      name: "LoginsFailing",
      says: "More than 50 sign-ins failed in five minutes: somebody may be trying passwords.",
      when: above(of("LoginsFailed"), { stat: "Sum", threshold: 50 }, quarterHour),
      endsSilently: true,
    },
    {
      name: "CatalogueLate",
      says: "A search replica heard nothing of the products table for over a minute: searches show old prices and stock.",
      when: above(of("CatalogueAge"), { stat: "Maximum", threshold: 60 }, minutes(5)),
    },
  ];
}

/** Where people shop: too few orders for the hour, and tables that push back before the server notices. */
export const productionRules = (stage: string, tables: Pick<StageTables, "products" | "orders">): Rule[] => [
  {
    name: "OrdersMissing",
    says: "Fewer orders than this hour of the week usually has, for three hours.",
    when: belowUsual(shopMetric(stage, "Orders"), shopMetric(stage, "InFlight")),
    pages: true,
  },
  {
    name: "TablesThrottled",
    says: "DynamoDB slowed down requests to the products or the orders.",
    // Each metric of an alarm is paid for. These two tables have items that everybody wants; the others are charted, and
    // what the server sees of them is in TablesRefusing.
    when: togetherAbove(
      [tables.products, tables.orders].flatMap(({ name }) => [
        tableMetric("ReadThrottleEvents", name),
        tableMetric("WriteThrottleEvents", name),
      ]),
      50,
      quarterHour,
    ),
  },
];

export const gatewayRules = (api: $util.Input<string>): Rule[] => [
  {
    name: "GatewayErrors",
    says: "More than 1 of 20 requests failed at the gateway, for five minutes.",
    when: above(gatewayMetric("5xx", api), { stat: "Average", threshold: 0.05 }, minutes(5)),
    pages: true,
  },
];

export const balancerRules = (balancer: $util.Input<string>): Rule[] => [
  {
    name: "BalancerErrors",
    says: "More than 10 requests a minute failed in the server, for five minutes.",
    when: above(balancerMetric("HTTPCode_Target_5XX_Count", balancer), { stat: "Sum", threshold: 10 }, minutes(5)),
    pages: true,
  },
  {
    name: "BalancerAlone",
    says: "The load balancer found no healthy task for requests, for three minutes.",
    when: above(balancerMetric("HTTPCode_ELB_5XX_Count", balancer), { stat: "Sum", threshold: 5 }, minutes(3)),
    pages: true,
  },
];

export const serviceRules = (service: Service): Rule[] => [
  {
    name: "TasksMissing",
    says: "No task of the service was running, for five minutes.",
    // Each running task reports once a minute; none reporting is what this is about.
    // Source: Amazon ECS developer guide, service_utilization.
    when: {
      ...above(serviceMetric("CPUUtilization", service), { stat: "SampleCount", threshold: 1 }, minutes(5)),
      comparisonOperator: "LessThanThreshold",
      treatMissingData: "breaching",
    },
    pages: true,
  },
  {
    name: "TasksBusy",
    says: "The tasks used over 85 % of their processors for ten minutes: more of them did not help.",
    when: above(serviceMetric("CPUUtilization", service), { stat: "Average", threshold: 85 }, minutes(10)),
  },
  {
    name: "TasksFull",
    says: "The tasks used over 90 % of their memory for five minutes: the next thing is that they are killed.",
    when: above(serviceMetric("MemoryUtilization", service), { stat: "Average", threshold: 90 }, minutes(5)),
  },
];

/** Also all that a stage has which nobody is on call for. */
export const functionRules = (fn: $util.Input<string>): Rule[] => [
  {
    name: "FunctionErrors",
    says: "The function ended without an answer more than 5 times in five minutes.",
    when: above(functionMetric("Errors", fn), { stat: "Sum", threshold: 5 }, quarterHour),
    pages: true,
  },
  {
    name: "FunctionThrottled",
    says: "Lambda turned requests away: the account's concurrency is used up.",
    when: above(functionMetric("Throttles", fn), { stat: "Sum", threshold: 5 }, quarterHour),
    pages: true,
  },
];
