import { metricNamespace } from "@shop/aws/metrics";
import { describe, expect, it } from "vitest";
import {
  awsMetrics,
  bounds,
  kindOf,
  mathFunctions,
  type Named,
  namedInAlarm,
  namedInRow,
  namesInFormula,
  searched,
  widgetsOf,
} from "../support/stacks/cloudwatch.ts";
import { planned, type StagePlan, watchedStages } from "../support/stacks/stage-plan.ts";

const rowsOf = (plan: StagePlan) => widgetsOf(plan).flatMap(({ properties }): any[][] => properties["metrics"] ?? []);

const namedIn = (plan: StagePlan): Named[] => [
  ...plan.all("cloudwatch/metricAlarm").flatMap(({ inputs }) => namedInAlarm(inputs)),
  ...(plan.all("cloudwatch/dashboard").length > 0 ? rowsOf(plan).flatMap(namedInRow) : []),
];

/** Ids and names of everything in the plan: what a dimension of AWS's own may hold. */
function valuesOf({ plan }: StagePlan): Set<string> {
  const known = new Set(plan.resources.flatMap(({ id, inputs }) => [id, inputs["name"]]));
  const balancers = plan.resources.filter(({ type }) => type === "aws:lb/loadBalancer:LoadBalancer");
  return new Set([...known, ...balancers.map(({ name }) => `app/${name}/1`)]);
}

describe.each([...watchedStages, "dev", "pr-7"] as const)("every metric that is looked at in %s", (stage) => {
  it("is one that the server or AWS counts, by exactly one of its sets of dimensions", async () => {
    const named = namedIn(await planned(stage));
    expect(named.length).toBeGreaterThan(1);
    for (const metric of named) {
      const kind = kindOf(metric);
      expect(kind, `${metric.namespace} ${metric.name}`).toBeDefined();
      const keys = [...Object.keys(metric.dimensions), ...metric.open].toSorted().join();
      const sets = kind?.dimensions.filter((set) => set.toSorted().join() === keys);
      expect(sets, `${metric.name} by ${keys}`).toHaveLength(1);
    }
  });

  it("is this stage's, and of what the stage creates", async () => {
    const plan = await planned(stage);
    const known = valuesOf(plan);
    for (const { namespace, name, dimensions } of namedIn(plan))
      if (namespace === metricNamespace) expect(dimensions, name).toEqual({ Stage: plan.plan.stage });
      else for (const value of Object.values(dimensions)) expect(known, name).toContain(value);
  });

  it("draws no more lines than a search finds: a hundred", async () => {
    for (const { namespace, name, open } of namedIn(await planned(stage)))
      if (namespace === metricNamespace && open.length > 0) {
        const lines = open.reduce((product, dimension) => product * (bounds[dimension] ?? Number.NaN), 1);
        // Of the currencies a shop has one.
        expect(open.join() === "Currency" ? 1 : lines, name).toBeLessThanOrEqual(100);
      }
  });
});

function expectOwnNames(rows: readonly any[][]): void {
  const ids = rows.flatMap((row) => row.at(-1).id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]\w*$/);
  const formulas: string[] = rows.flatMap((row) => (row.length === 1 ? [row[0].expression] : []));
  for (const formula of formulas.filter((text) => !text.startsWith("SEARCH")))
    for (const name of namesInFormula(formula)) expect([...ids, ...mathFunctions], formula).toContain(name);
}

describe.each(watchedStages)("the formulas of %s", (stage) => {
  it("of a chart name its own rows and nothing else", async () => {
    for (const { properties } of widgetsOf(await planned(stage))) expectOwnNames(properties["metrics"] ?? []);
  });

  it("that search are written so that they find", async () => {
    const searches = rowsOf(await planned(stage)).flatMap(([first]) => first.expression ?? []);
    for (const text of searches.filter((one: string) => one.includes("SEARCH")))
      expect(searched(text), text).toBeDefined();
  });
});

it("the axis of a chart and the unit of its metric do not contradict each other", async () => {
  const words: Record<string, RegExp> = { Milliseconds: /^ms/, Seconds: /^seconds$/, Percent: /^(%|tasks)$/ };
  for (const stage of watchedStages)
    for (const { properties } of widgetsOf(await planned(stage))) {
      const rows: any[][] = properties["metrics"] ?? [];
      const visible = rows.filter((row) => row.at(-1).visible !== false).flatMap(namedInRow);
      for (const metric of visible) {
        const word = words[kindOf(metric)?.unit ?? ""] ?? /^(?!ms|seconds|%)/;
        expect(properties["yAxis"].left.label, properties["title"]).toMatch(word);
      }
    }
});

it("AWS's own metrics name the page that lists them", () => {
  for (const { source } of Object.values(awsMetrics))
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/.+\.html$/);
});
