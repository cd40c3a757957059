import { describe, expect, it } from "vitest";
import { mathFunctions, namesInFormula } from "../support/stacks/cloudwatch.ts";
import { deployed, planned, type StagePlan, watchedStages } from "../support/stacks/stage-plan.ts";

const shop = [
  ...["CallsFailing", "CallsSlow", "RequestsShed", "TablesRefusing"],
  ...["WritesColliding", "LoginsFailing", "CatalogueLate"],
];
const tasks = ["TasksMissing", "TasksBusy", "TasksFull"];
const functions = ["FunctionErrors", "FunctionThrottled"];
const production = ["OrdersMissing", "TablesThrottled"];

const expected: Record<(typeof deployed)[number] | "watched", readonly string[]> = {
  dev: functions,
  "pr-7": functions,
  watched: [...shop, ...functions, "GatewayErrors"],
  staging: [...shop, ...tasks, "GatewayErrors"],
  production: [...shop, ...tasks, ...production, "GatewayErrors"],
  domain: [...shop, ...tasks, ...production, "BalancerErrors", "BalancerAlone"],
};

const alarmsOf = (plan: StagePlan) => plan.all("cloudwatch/metricAlarm");
const topicOf = (plan: StagePlan, name: string) => expect.stringContaining(`:${plan.resource("sns/topic", name).name}`);
const stages = [...deployed, "watched"] as const;

describe.each(stages)("the alarms of %s", (stage) => {
  it("are these", async () => {
    const names = alarmsOf(await planned(stage)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(expected[stage].toSorted());
  });

  it("tell somebody, and say when it is over unless that says nothing", async () => {
    const plan = await planned(stage);
    for (const { name, inputs } of alarmsOf(plan)) {
      expect(inputs["alarmActions"], name).toEqual([topicOf(plan, "Alarms")]);
      if (name !== "LoginsFailing") expect(inputs["okActions"], name).toEqual([topicOf(plan, "Alarms")]);
      expect(inputs["name"]).toBe(`ecommerce-mcp-${plan.plan.stage}-${name}`);
    }
  });

  it("say what they mean and where to read on", async () => {
    for (const { name, inputs } of alarmsOf(await planned(stage))) {
      expect(inputs["alarmDescription"]).toMatch(/^[A-Z1].+\. What to do: \S+runbook\.md#\w+$/);
      expect(inputs["alarmDescription"].endsWith(`#${name.toLowerCase()}`), name).toBe(true);
      expect(inputs["alarmDescription"].length).toBeLessThanOrEqual(1024);
    }
  });

  it("take what is missing for what it is: no calls, no harm, but no tasks is harm", async () => {
    for (const { name, inputs } of alarmsOf(await planned(stage)))
      expect(inputs["treatMissingData"], name).toBe(name === "TasksMissing" ? "breaching" : "notBreaching");
  });

  // Source: CloudWatch API reference, PutMetricAlarm.
  it("are ones that CloudWatch takes", async () => {
    for (const { name, inputs } of alarmsOf(await planned(stage))) {
      const queries: any[] = inputs["metricQueries"] ?? [];
      const periods: number[] =
        queries.length > 0 ? queries.flatMap((one) => one.metric?.period ?? []) : [inputs["period"]];
      expect(new Set(periods).size, name).toBe(1);
      const [period = 0] = periods;
      expect(period % 60).toBe(0);
      const day = 86_400;
      expect(period * inputs["evaluationPeriods"]).toBeLessThanOrEqual(period >= 3600 ? 7 * day : day);
      expect(inputs["datapointsToAlarm"]).toBeLessThanOrEqual(inputs["evaluationPeriods"]);
      expectOneKind(name, inputs);
    }
  });
});

const statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];
const thresholds = ["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold"];

type Inputs = Record<string, any>;

/** A metric with one statistic and a threshold, a calculation with a threshold, or a calculation with a band. */
function expectOneKind(name: string, inputs: Inputs): void {
  const queries: any[] = inputs["metricQueries"] ?? [];
  const returned = queries.filter(({ returnData }) => returnData).map(({ id }) => id);
  if (inputs["thresholdMetricId"]) {
    expect(inputs["comparisonOperator"], name).toBe("LessThanLowerThreshold");
    expect(inputs, name).not.toHaveProperty("threshold");
    // What is watched, and the band around it.
    expect(returned, name).toEqual(["filled", "usual"]);
    expect(inputs["thresholdMetricId"]).toBe("usual");
  } else {
    expect(thresholds, name).toContain(inputs["comparisonOperator"]);
    expect(inputs["threshold"], name).toEqual(expect.any(Number));
    expect(returned, name).toHaveLength(queries.length > 0 ? 1 : 0);
  }
  if (queries.length > 0) expectCalculation(name, inputs);
  else expectStatistic(name, inputs);
}

function expectStatistic(name: string, { statistic, extendedStatistic, ...inputs }: Inputs): void {
  expect([statistic, extendedStatistic].filter(Boolean), name).toHaveLength(1);
  if (statistic) expect(statistics, name).toContain(statistic);
  else expect(extendedStatistic, name).toMatch(/^p\d{1,2}(\.\d{1,10})?$/);
  expect("evaluateLowSampleCountPercentiles" in inputs, name).toBe(Boolean(extendedStatistic));
}

function expectCalculation(name: string, inputs: Inputs): void {
  for (const key of ["metricName", "period", "statistic", "dimensions"]) expect(inputs, name).not.toHaveProperty(key);
  const queries: any[] = inputs["metricQueries"];
  const ids: string[] = queries.map(({ id }) => id);
  expect(ids.length).toBeLessThanOrEqual(20);
  expect(queries.filter(({ metric }) => metric).length, name).toBeLessThanOrEqual(10);
  for (const { expression = "" } of queries) {
    expect(expression).not.toContain("SEARCH");
    for (const used of namesInFormula(expression)) expect([...ids, ...mathFunctions], name).toContain(used);
  }
}

describe.each(watchedStages)("what pages in %s", (stage) => {
  const paging =
    /^(CallsFailing|CallsSlow|RequestsShed|OrdersMissing|.*Errors|BalancerAlone|TasksMissing|FunctionThrottled)$/;

  it("is one alarm made of those that customers feel, all of this stage", async () => {
    const plan = await planned(stage);
    const { alarmRule, alarmActions, okActions, alarmDescription } = plan.one("cloudwatch/compositeAlarm");
    expect(alarmRule).toMatch(/^ALARM\("[\w-]+"\)( OR ALARM\("[\w-]+"\))*$/);
    const ruled = [...alarmRule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name);
    const felt = alarmsOf(plan).filter(({ name }) => paging.test(name));
    expect(ruled.toSorted()).toEqual(felt.map(({ inputs }) => inputs["name"]).toSorted());
    expect([alarmActions, okActions]).toEqual([[topicOf(plan, "Pages")], [topicOf(plan, "Pages")]]);
    expect(alarmDescription).toMatch(/runbook\.md#shophurt$/);
  });
});

it("a stage that nobody is on call for has no pager, no dashboard and no budget", async () => {
  for (const stage of ["dev", "pr-7", "live", "live container"] as const) {
    const plan = await planned(stage);
    for (const type of ["cloudwatch/compositeAlarm", "cloudwatch/dashboard", "budgets/budget"])
      expect(plan.all(type), type).toEqual([]);
  }
});

it("ALARM_EMAIL gets the alarms, the pages and the budget's warnings; without it nobody does", async () => {
  const plan = await planned("production");
  expect(plan.all("sns/topicSubscription").map(({ inputs }) => [inputs["protocol"], inputs["endpoint"]])).toEqual([
    ["email", "ops@example.com"],
    ["email", "ops@example.com"],
  ]);
  const { notifications, ...budget } = plan.one("budgets/budget");
  expect(budget).toMatchObject({ budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "50", limitUnit: "USD" });
  expect(notifications.map((one: any) => one.subscriberEmailAddresses)).toEqual([
    ["ops@example.com"],
    ["ops@example.com"],
  ]);
  for (const stage of ["staging", "domain"] as const) {
    expect((await planned(stage)).all("sns/topicSubscription")).toEqual([]);
    expect((await planned(stage)).all("budgets/budget")).toEqual([]);
  }
});

it("orders are missed against the same hour of other weeks: no past and few orders make no alarm", async () => {
  const { metricQueries } = (await planned("production")).one("cloudwatch/metricAlarm", "OrdersMissing");
  expect(metricQueries.map((one: any) => one.expression ?? one.metric.metricName)).toEqual([
    ...["Orders", "InFlight", "alive * 0"],
    "SUM([FILL(seen, 0), zero])",
    "ANOMALY_DETECTION_BAND(filled, 3)",
  ]);
  expect((await planned("staging")).all("cloudwatch/metricAlarm").map(({ name }) => name)).not.toContain(
    "OrdersMissing",
  );
});
