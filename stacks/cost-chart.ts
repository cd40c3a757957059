import { functionMetric, gatewayMetric, type Metric, serviceMetric, tableMetric } from "./metrics.ts";
import { rates } from "./rates.ts";
import { functionGb, taskSize } from "./stage.ts";
import type { Watched } from "./watched.ts";
import { hidden, type Section } from "./widgets.ts";

/** One thing that is paid for by use: `usd` for one of `metrics`, whichever of them. */
interface Used {
  readonly label: string;
  readonly metrics: readonly Metric[];
  readonly stat?: "Sum" | "SampleCount";
  readonly usd: number;
}

/**
 * What an hour costs, from what was used in it. Left out is what CloudWatch does not count for a stage: storage, index
 * reads, logs, metrics, alarms, a load balancer. AWS's own figure (AWS/Billing) is for a whole account and in us-east-1 alone.
 */
export function costCharts(watched: Watched): Section {
  const used = [...computeOf(watched), ...frontOf(watched), ...tablesOf(watched)];
  const lines = used.flatMap(({ label, metrics, stat, usd }, row) => {
    const parts = metrics.map((metric, index) => hidden(`m${row}n${index}`, metric, stat));
    const ids = parts.map(({ id }) => id).join(", ");
    return [...parts, { expression: `SUM([${ids}]) * ${usd.toFixed(12)}`, label }];
  });
  const chart = { title: "Estimated cost of use", unit: "USD an hour", period: 3600, stacked: true, lines };
  return { title: "Cost", charts: [chart] };
}

function computeOf({ compute, settings }: Watched): Used[] {
  if ("service" in compute) {
    const share = settings.production ? 1 : rates.spotShare;
    const taskHour = (taskSize.vcpu * rates.vcpuHour + taskSize.gb * rates.gbHour) * share + rates.addressHour;
    // A running task reports once a minute.
    const metrics = [serviceMetric("CPUUtilization", compute)];
    return [{ label: "tasks", metrics, stat: "SampleCount", usd: taskHour / 60 }];
  }
  const perMs = (functionGb * rates.functionGbSecond) / 1000;
  return [
    { label: "calls of the function", metrics: [functionMetric("Invocations", compute.fn)], usd: rates.functionCall },
    { label: "time of the function", metrics: [functionMetric("Duration", compute.fn)], usd: perMs },
  ];
}

const frontOf = ({ front }: Watched): Used[] =>
  "gateway" in front
    ? [{ label: "gateway", metrics: [gatewayMetric("Count", front.gateway)], usd: rates.gatewayRequest }]
    : [];

function tablesOf({ tables }: Watched): Used[] {
  const each = (metric: Parameters<typeof tableMetric>[0]) =>
    Object.values(tables).map(({ name }) => tableMetric(metric, name));
  return [
    { label: "reads", metrics: each("ConsumedReadCapacityUnits"), usd: rates.readUnit },
    { label: "writes", metrics: each("ConsumedWriteCapacityUnits"), usd: rates.writeUnit },
  ];
}
