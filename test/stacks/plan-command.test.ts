import { describe, expect, it } from "vitest";
import { createdBy, describePlan } from "../../scripts/support/plan/describe-plan.ts";
import { estimate, prices } from "../../scripts/support/plan/prices.ts";
import { deployed, planned } from "../support/stacks/stage-plan.ts";

type Resources = Parameters<typeof estimate>[0];
const monthly = async (stage: (typeof deployed)[number], part = (all: Resources): Resources => all) =>
  estimate(part((await planned(stage)).plan.resources)).reduce((sum, { usd }) => sum + usd, 0);

/** Without the alarms, the dashboard, and the metrics that they show. */
const unwatched = (all: Resources) => all.filter(({ type }) => !/^aws:cloudwatch\/(?!logGroup)/.test(type));

describe("npm run plan", () => {
  it.each(deployed)("shows every resource of %s once, in words", async (stage) => {
    const { plan } = await planned(stage);
    const text = describePlan(plan).join("\n");
    expect(text).toContain(
      `${createdBy(plan).length} resources for stage ${plan.stage} in us-west-2. Nothing was created.`,
    );
    for (const { name } of createdBy(plan)) expect(text).toContain(name);
    expect(text).toContain("ProductsTable (product_id)");
    expect(text).not.toContain("undefined");
  });

  it("estimates a few cents more than its use for a function, and the guide's 15 to 20 dollars or less for production", async () => {
    expect(await monthly("dev")).toBeLessThan(2);
    expect(await monthly("staging")).toBeLessThan(17);
    expect(await monthly("production", unwatched)).toBeGreaterThan(10);
    expect(await monthly("production", unwatched)).toBeLessThan(15);
    expect(await monthly("production")).toBeLessThan(20.5);
    expect(await monthly("domain")).toBeLessThan(60);
  });

  it("takes an alarm for as many as it has metrics, a band for two more, and ten of them for free", () => {
    const alarm = (inputs: object) => ({
      ...{ type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "One", custom: true, read: false, id: "" },
      ...{ inputs, outputs: {}, options: {} },
    });
    const metric = { metric: {} };
    const nine = alarm({ metricQueries: [...Array.from({ length: 9 }, () => metric), { expression: "SUM(m)" }] });
    const band = alarm({ metricQueries: [metric, { expression: "ANOMALY_DETECTION_BAND(m, 3)" }] });
    const sum = (resources: Parameters<typeof estimate>[0]) =>
      estimate(resources).reduce((total, { usd }) => total + usd, 0);
    expect(sum([nine, alarm({})])).toBe(0);
    expect(sum([nine, alarm({}), band])).toBeCloseTo(0.3);
  });

  it("knows the price of everything that costs by the hour", () => {
    const hourly = ["aws:ecs/service:Service", "aws:lb/loadBalancer:LoadBalancer", "aws:ec2/natGateway:NatGateway"];
    for (const type of hourly) expect(prices).toHaveProperty([type]);
  });
});
