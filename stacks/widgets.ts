import type { Metric } from "./metrics.ts";

/** A metric in a chart; hidden where only a formula needs it. */
interface Line {
  readonly metric: Metric;
  readonly stat: string;
  readonly label: string;
  readonly id?: string;
  readonly hidden?: boolean;
}

interface Formula {
  readonly expression: $util.Input<string>;
  readonly label: string;
}

interface Chart {
  readonly title: string;
  /** What the left axis counts. */
  readonly unit: string;
  readonly lines: readonly (Line | Formula)[];
  /** One line on top of the other, so that their height is the sum. */
  readonly stacked?: boolean;
  /** Where an alarm begins. */
  readonly limit?: number;
  readonly period?: number;
}

export interface Section {
  readonly title: string;
  readonly charts: readonly Chart[];
}

export const line = (metric: Metric, stat: string, label = metric.name): Line => ({ metric, stat, label });
export const hidden = (id: string, metric: Metric, stat = "Sum"): Line => ({
  ...{ metric, stat, id },
  label: metric.name,
  hidden: true,
});

/** CloudWatch's grid has 24 columns: three charts beside each other. Source: Dashboard Body Structure and Syntax. */
const columns = 24;
const [chartWidth, chartHeight, titleHeight] = [8, 6, 1];
const inRow = columns / chartWidth;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Widget extends Place {
  readonly type: "text" | "metric" | "alarm";
  readonly properties: object;
}

export const text = (markdown: string, place: Place): Widget => ({
  ...place,
  type: "text",
  properties: { markdown },
});

/** The sections one below the other, from line `top` of the grid on. */
export function layOut(sections: readonly Section[], { region, top }: { region: string; top: number }): Widget[] {
  let y = top;
  return sections.flatMap(({ title, charts }) => {
    const head = text(`## ${title}`, { x: 0, y, width: columns, height: titleHeight });
    const first = y + titleHeight;
    y = first + Math.ceil(charts.length / inRow) * chartHeight;
    return [head, ...charts.map((chart, index) => drawn(chart, region, placeOf(index, first)))];
  });
}

const placeOf = (index: number, top: number): Place => ({
  x: (index % inRow) * chartWidth,
  y: top + Math.floor(index / inRow) * chartHeight,
  width: chartWidth,
  height: chartHeight,
});

const drawn = (
  { title, unit, lines, limit, stacked = false, period = 300 }: Chart,
  region: string,
  place: Place,
): Widget => ({
  ...place,
  type: "metric",
  properties: {
    ...{ title, region, period, stacked, view: "timeSeries" },
    metrics: lines.map(rowOf),
    yAxis: { left: { min: 0, label: unit, showUnits: false } },
    ...(limit !== undefined && { annotations: { horizontal: [{ label: "alarm", value: limit }] } }),
  },
});

function rowOf(one: Line | Formula): unknown[] {
  if ("expression" in one) return [{ expression: one.expression, label: one.label }];
  const { metric, stat, label, id } = one;
  const dimensions = Object.entries(metric.dimensions).flat();
  return [metric.namespace, metric.name, ...dimensions, { stat, label, ...(id && { id, visible: !one.hidden }) }];
}
