import { readConfig } from "@shop/aws";
import { describe, expect, it } from "vitest";
import { deployed, planned, secretsOf, shownOf } from "../support/stacks/stage-plan.ts";

describe.each(deployed)("the secrets of %s", (stage) => {
  it("are two encrypted parameters of the free tier, named after the stage, and secrets to SST too", async () => {
    const plan = await planned(stage);
    const folder = `/ecommerce-mcp/${plan.plan.stage}`;
    expect([...secretsOf(plan).keys()].toSorted()).toEqual([
      `${folder}/broker-client-secret`,
      `${folder}/oauth-secret`,
    ]);
    for (const { inputs } of plan.all("ssm/parameter"))
      expect(inputs).toMatchObject({ type: "SecureString", tier: "Standard" });
  });

  it("are nowhere in clear, and set in nothing but their parameters", async () => {
    const plan = await planned(stage);
    for (const [parameter, secret] of secretsOf(plan)) {
      expect(secret.length).toBeGreaterThan(20);
      expect(shownOf(plan)).not.toContain(secret);
      const holders = plan.plan.resources.filter(
        ({ custom, inputs }) => custom && JSON.stringify(inputs).includes(secret),
      );
      expect(holders.map(({ id }) => id)).toEqual([parameter]);
    }
  });

  it("are what Cognito gave the client, and 32 random bytes that a server takes", async () => {
    const plan = await planned(stage);
    const { COGNITO_BROKER_CLIENT_SECRET_PARAMETER: broker = "", OAUTH_SECRET_PARAMETER: oauth = "" } =
      plan.environment();
    const secrets = secretsOf(plan);
    expect(secrets.get(broker)).toBe("planned secret of BrokerClient");
    const value = secrets.get(oauth) ?? "";
    expect(Buffer.from(value, "base64")).toHaveLength(32);
    expect(Buffer.from(value, "base64").toString()).toMatch(/^planned bytes: OAuthSecretBytes/);
    const { OAUTH_SECRET_PARAMETER: _, ...env } = plan.environment();
    expect(() => readConfig({ AWS_REGION: "us-west-2", ...env, OAUTH_SECRET: value })).not.toThrow();
  });

  it("outlive production, as its user pool does, and no other stage", async () => {
    const plan = await planned(stage);
    for (const { options } of plan.all("ssm/parameter"))
      expect(options.retainOnDelete === true).toBe(plan.plan.stage === "production");
  });

  it("stay as they are: a deploy follows the client's, and leaves alone what the operator has put for the other", async () => {
    const plan = await planned(stage);
    expect(plan.resource("ssm/parameter", "BrokerSecret").options.ignoreChanges).toEqual([]);
    expect(plan.resource("ssm/parameter", "OAuthSecret").options.ignoreChanges).toEqual(["value"]);
  });
});
