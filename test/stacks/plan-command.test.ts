import { describe, expect, it } from "vitest";
import { createdBy, describePlan } from "../../scripts/support/plan/describe-plan.ts";
import { estimate, prices } from "../../scripts/support/plan/prices.ts";
import { deployed, planned } from "../support/stacks/stage-plan.ts";

const monthly = async (stage: (typeof deployed)[number]) =>
  estimate((await planned(stage)).plan.resources).reduce((sum, { usd }) => sum + usd, 0);

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
    expect(await monthly("staging")).toBeLessThan(10);
    expect(await monthly("production")).toBeGreaterThan(10);
    expect(await monthly("production")).toBeLessThan(15);
    expect(await monthly("domain")).toBeLessThan(60);
  });

  it("knows the price of everything that costs by the hour", () => {
    const hourly = ["aws:ecs/service:Service", "aws:lb/loadBalancer:LoadBalancer", "aws:ec2/natGateway:NatGateway"];
    for (const type of hourly) expect(prices).toHaveProperty([type]);
  });
});
