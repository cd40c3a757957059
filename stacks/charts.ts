import {
  balancerMetric,
  functionMetric,
  gatewayMetric,
  hostSearch,
  type Service,
  type StageMetric,
  serviceMetric,
  shopMetric,
  shopSearch,
  tableMetric,
} from "./metrics.ts";
import { hidden, line, type Section } from "./widgets.ts";

const eachOf = (dimension: string) => `\${PROP('Dim.${dimension}')}`;

export function callCharts(stage: string): Section {
  const of = (name: StageMetric) => shopMetric(stage, name);
  const byCode = (name: "Errors" | "Refusals") => ({
    expression: shopSearch(stage, name, { by: "Code", stat: "Sum" }),
    label: eachOf("Code"),
  });
  const errorRate = { expression: "100 * FILL(errors, 0) / calls", label: "errors in % of calls" };
  return {
    title: "Calls",
    charts: [
      { title: "Calls and errors", unit: "calls", lines: [line(of("Calls"), "Sum"), line(of("Errors"), "Sum")] },
      {
        title: "Error rate",
        unit: "%",
        lines: [hidden("errors", of("Errors")), hidden("calls", of("Calls")), errorRate],
        limit: 5,
      },
      {
        title: "Latency",
        unit: "ms",
        lines: ["p50", "p95", "p99"].map((stat) => line(of("Latency"), stat, stat)),
        limit: 3000,
      },
      {
        title: "Latency by tool",
        unit: "ms, p95",
        lines: [{ expression: shopSearch(stage, "Latency", { by: "Tool", stat: "p95" }), label: eachOf("Tool") }],
      },
      { title: "Errors by code", unit: "calls", lines: [byCode("Errors")] },
      { title: "Refusals by code", unit: "calls", lines: [byCode("Refusals")] },
    ],
  };
}

export function shopCharts(stage: string): Section {
  const sum = (...names: StageMetric[]) => names.map((name) => line(shopMetric(stage, name), "Sum"));
  const revenue = shopSearch(stage, "RevenueMinor", { by: "Currency", stat: "Sum" });
  return {
    title: "Shop",
    charts: [
      { title: "Orders", unit: "orders", lines: sum("Orders") },
      { title: "Revenue", unit: "minor units", lines: [{ expression: revenue, label: eachOf("Currency") }] },
      {
        title: "Stock-outs and duplicates prevented",
        unit: "orders",
        lines: sum("StockOuts", "DuplicatesPrevented"),
      },
    ],
  };
}

export function troubleCharts(stage: string): Section {
  const of = (name: StageMetric) => shopMetric(stage, name);
  return {
    title: "Trouble",
    charts: [
      { title: "Failed sign-ins", unit: "sign-ins", lines: [line(of("LoginsFailed"), "Sum")], limit: 50 },
      {
        title: "Conflicts and throttles",
        unit: "requests",
        lines: [line(of("ConflictsRetried"), "Sum"), line(of("Throttles"), "Sum")],
      },
      {
        title: "Turned away",
        unit: "requests",
        lines: [line(of("Shed"), "Sum"), line(of("RateLimited"), "Sum")],
      },
      { title: "Catalogue age", unit: "seconds", lines: [line(of("CatalogueAge"), "Maximum")], limit: 60 },
      { title: "Under way at once", unit: "requests", lines: [line(of("InFlight"), "Maximum")] },
    ],
  };
}

export const serviceCharts = (service: Service): Section => ({
  title: "Tasks",
  charts: [
    {
      title: "Processors and memory",
      unit: "%",
      lines: (["CPUUtilization", "MemoryUtilization"] as const).map((name) =>
        line(serviceMetric(name, service), "Average"),
      ),
      limit: 85,
    },
    {
      title: "Running tasks",
      unit: "tasks",
      period: 60,
      lines: [line(serviceMetric("CPUUtilization", service), "SampleCount", "tasks")],
    },
  ],
});

export const functionCharts = (fn: $util.Input<string>): Section => ({
  title: "Function",
  charts: [
    {
      title: "Duration",
      unit: "ms",
      lines: ["p50", "p99"].map((stat) => line(functionMetric("Duration", fn), stat, stat)),
    },
    {
      title: "Running at once",
      unit: "calls",
      lines: [line(functionMetric("ConcurrentExecutions", fn), "Maximum")],
    },
    {
      title: "Function errors and throttles",
      unit: "calls",
      lines: (["Errors", "Throttles"] as const).map((name) => line(functionMetric(name, fn), "Sum")),
    },
  ],
});

export const gatewayCharts = (api: $util.Input<string>): Section => ({
  title: "Gateway",
  charts: [
    {
      title: "Requests at the gateway",
      unit: "requests",
      lines: (["Count", "4xx", "5xx"] as const).map((name) => line(gatewayMetric(name, api), "Sum")),
    },
    {
      title: "Latency at the gateway",
      unit: "ms",
      lines: ["p50", "p99"].map((stat) => line(gatewayMetric("Latency", api), stat, stat)),
    },
  ],
});

export const balancerCharts = (balancer: $util.Input<string>): Section => ({
  title: "Load balancer",
  charts: [
    {
      title: "Requests at the load balancer",
      unit: "requests",
      lines: (["RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"] as const).map((name) =>
        line(balancerMetric(name, balancer), "Sum"),
      ),
    },
    {
      title: "Healthy and unhealthy tasks",
      unit: "tasks",
      period: 60,
      lines: (["HealthyHostCount", "UnHealthyHostCount"] as const).map((name) => ({
        expression: hostSearch(name, balancer),
        label: name,
      })),
    },
  ],
});

export function tableCharts(tables: Readonly<Record<string, $util.Input<string>>>): Section {
  const each = (name: Parameters<typeof tableMetric>[0], suffix = "") =>
    Object.entries(tables).map(([label, table]) => line(tableMetric(name, table), "Sum", label + suffix));
  return {
    title: "Tables",
    charts: [
      { title: "Read units", unit: "units", lines: each("ConsumedReadCapacityUnits") },
      { title: "Write units", unit: "units", lines: each("ConsumedWriteCapacityUnits") },
      {
        title: "Throttled by DynamoDB",
        unit: "requests",
        lines: [...each("ReadThrottleEvents", " reads"), ...each("WriteThrottleEvents", " writes")],
      },
    ],
  };
}
