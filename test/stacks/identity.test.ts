import { demoUsers } from "@shop/local";
import { describe, expect, it } from "vitest";
import { deployed, planned } from "../support/stacks/stage-plan.ts";

describe.each(deployed)("sign-in of %s", (stage) => {
  it("is by e-mail, into a pool where nobody registers themselves", async () => {
    const pool = (await planned(stage)).one("cognito/userPool");
    expect(pool).toMatchObject({
      usernameAttributes: ["email"],
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
    });
    expect(pool["schemas"]).toMatchObject([{ name: "customer_id", attributeDataType: "String" }]);
  });

  it("takes the demo passwords", async () => {
    const { passwordPolicy: policy } = (await planned(stage)).one("cognito/userPool");
    const needs = [
      [policy.requireLowercase, /[a-z]/],
      [policy.requireUppercase, /[A-Z]/],
      [policy.requireNumbers, /\d/],
      [policy.requireSymbols, /\W/],
    ] as const;
    for (const { password } of demoUsers) {
      expect(password.length).toBeGreaterThanOrEqual(policy.minimumLength);
      for (const [required, pattern] of needs) if (required) expect(password).toMatch(pattern);
    }
  });

  it("has a group for the staff", async () => {
    expect((await planned(stage)).one("cognito/userGroup")).toMatchObject({ name: "staff" });
  });

  it("gives tokens of a day for e-mail and password, and nothing over OAuth, through the login client", async () => {
    const client = (await planned(stage)).one("cognito/userPoolClient", "LoginClient");
    expect(client).toMatchObject({
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      generateSecret: false,
      allowedOauthFlowsUserPoolClient: false,
      accessTokenValidity: 24,
      tokenValidityUnits: { accessToken: "hours" },
    });
    expect(client).not.toHaveProperty("allowedOauthFlows");
    expect(client).not.toHaveProperty("callbackUrls");
  });

  it("signs apps in through a confidential client of the code flow, which says who somebody is and no more", async () => {
    const client = (await planned(stage)).one("cognito/userPoolClient", "BrokerClient");
    expect(client).toMatchObject({
      generateSecret: true,
      allowedOauthFlows: ["code"],
      allowedOauthScopes: ["openid", "email", "profile"],
      explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"],
      refreshTokenRotation: { feature: "DISABLED" },
    });
    expect(client).not.toHaveProperty("logoutUrls");
  });

  it("brings people back to the stage; where no customers are, to the developer's machine too", async () => {
    const plan = await planned(stage);
    const { callbackUrls } = plan.one("cognito/userPoolClient", "BrokerClient");
    const own = `${plan.plan.outputs["url"]}/oauth/callback`;
    const isPersonal = stage === "dev" || stage === "pr-7";
    expect(callbackUrls).toEqual(isPersonal ? [own, "http://localhost:8000/oauth/callback"] : [own]);
  });

  it("shows pages that ask again who sits there, with a style, without which they are empty", async () => {
    const plan = await planned(stage);
    expect(plan.one("cognito/userPoolDomain")).toMatchObject({ managedLoginVersion: 2 });
    expect(plan.one("cognito/userPool")).toMatchObject({ userPoolTier: "ESSENTIALS" });
    expect(plan.one("cognito/managedLoginBranding")).toMatchObject({
      userPoolId: plan.resource("cognito/userPool").id,
      clientId: plan.resource("cognito/userPoolClient", "BrokerClient").id,
      useCognitoProvidedValues: true,
    });
  });

  it("lets no client change whose customer somebody is, nor tell who has an account", async () => {
    for (const { inputs } of (await planned(stage)).all("cognito/userPoolClient")) {
      expect(inputs["writeAttributes"]).toEqual(["name"]);
      expect(inputs).toMatchObject({ preventUserExistenceErrors: "ENABLED", enableTokenRevocation: true });
    }
  });

  it("has pages of its own, under a name that AWS takes", async () => {
    const plan = await planned(stage);
    const { domain } = plan.one("cognito/userPoolDomain");
    expect(domain).toMatch(/^[a-z0-9](-?[a-z0-9])*$/);
    expect(domain.length).toBeLessThanOrEqual(63);
    expect(domain).not.toMatch(/aws|amazon|cognito/);
    expect(plan.environment()["COGNITO_DOMAIN"]).toBe(`https://${domain}.auth.us-west-2.amazoncognito.com`);
  });
});

it("under sst dev a container stage brings people back to the developer's machine, where its server is", async () => {
  const { callbackUrls } = (await planned("live container")).one("cognito/userPoolClient", "BrokerClient");
  expect(callbackUrls).toEqual(["http://localhost:8000/oauth/callback"]);
});
