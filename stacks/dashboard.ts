import {
  balancerCharts,
  callCharts,
  functionCharts,
  gatewayCharts,
  serviceCharts,
  shopCharts,
  tableCharts,
  troubleCharts,
} from "./charts.ts";
import { costCharts } from "./cost-chart.ts";
import { queryName } from "./saved-queries.ts";
import { appName } from "./stage.ts";
import type { Watched } from "./watched.ts";
import { layOut, type Section, text, type Widget } from "./widgets.ts";

/** The stage on one page: alarms first, then what customers notice, then what may be the cause. */
export function createDashboard(watched: Watched, alarms: readonly aws.cloudwatch.MetricAlarm[]): void {
  const { stage, region, runbook } = watched.settings;
  const height = 4;
  const widgets: Widget[] = [
    text(introduction(stage, runbook), { x: 0, y: 0, width: 8, height }),
    {
      ...{ x: 8, y: 0, width: 16, height },
      type: "alarm",
      properties: { title: "Alarms", alarms: alarms.map(({ arn }) => arn) },
    },
    ...layOut(sectionsOf(watched), { region, top: height }),
  ];
  new aws.cloudwatch.Dashboard("Dashboard", {
    dashboardName: `${appName}-${stage}`,
    dashboardBody: $jsonStringify({ start: "-PT12H", periodOverride: "inherit", widgets }),
  });
}

const introduction = (stage: string, runbook: string): string =>
  [
    `# ${appName}: ${stage}`,
    `Red? The alarm's name is a section of ${/^https?:/.test(runbook) ? `[the runbook](${runbook})` : runbook}.`,
    `Saved queries: Logs Insights, folder \`${queryName(stage, "")}\`.`,
  ].join("\n\n");

const sectionsOf = (watched: Watched): Section[] => {
  const { settings, tables, front, compute } = watched;
  const names = Object.fromEntries(Object.entries(tables).map(([label, { name }]) => [label, name]));
  return [
    callCharts(settings.stage),
    shopCharts(settings.stage),
    troubleCharts(settings.stage),
    "fn" in compute ? functionCharts(compute.fn) : serviceCharts(compute),
    "gateway" in front ? gatewayCharts(front.gateway) : balancerCharts(front.balancer),
    tableCharts(names),
    costCharts(watched),
  ];
};
