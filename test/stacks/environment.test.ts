import { environmentNames, readConfig } from "@shop/aws";
import { describe, expect, it } from "vitest";
import { choiceNames } from "../../stacks/stage.ts";
import { deployed, planned, secretsOf } from "../support/stacks/stage-plan.ts";

const inParameter = "the name of its parameter is set instead (docs/decisions/secrets.md)";

const sized = "the defaults are for the smallest task, which every stage has (docs/decisions/overload.md)";

/** What a server reads but no stage sets, and why. */
const leftOut: Record<string, string> = {
  AWS_REGION: "Lambda sets it itself and lets nobody else; the container gets it",
  HOST: "the container's",
  PORT: "the container's",
  SHUTDOWN_DRAIN_MS: "the container's",
  CLIENT_ADDRESS_HEADER: "the container's: Lambda is told the address with the event",
  TRUSTED_PROXY_HOPS: "for fronts that write no header of their own with the caller's address",
  SEARCH_DIR: "the image's, a volume of its own; a Lambda's temporary folder is its only disk",
  SEARCH_SNAPSHOT_BUCKET: "only with SEARCH_SNAPSHOTS (test/stacks/snapshots.test.ts)",
  SEARCH_ENDPOINT: "no stage has a cluster (docs/decisions/search-scale.md)",
  METRICS_FLUSH_MS: "a minute is CloudWatch's own resolution",
  OTEL_EXPORTER_OTLP_ENDPOINT: "no stage runs a collector: X-Ray gets the function's traces, the log the container's",
  OTEL_TRACES_SAMPLER_ARG: "no stage runs a collector",
  MAX_CONCURRENT_REQUESTS: sized,
  MAX_QUEUED_REQUESTS: sized,
  MAX_SHARE_PER_ADDRESS: sized,
  RATE_LIMIT_PER_CUSTOMER: sized,
  RATE_LIMIT_PER_CLIENT: sized,
  RATE_LIMIT_PER_ADDRESS: sized,
  COGNITO_CLIENT_SECRET: "the login client has none (docs/decisions/secrets.md)",
  COGNITO_CLIENT_SECRET_PARAMETER: "the login client has no secret (docs/decisions/secrets.md)",
  COGNITO_BROKER_CLIENT_SECRET: inParameter,
  OAUTH_SECRET: inParameter,
  AWS_ENDPOINT_URL_SSM: "AWS itself",
  AWS_ENDPOINT_URL_S3: "AWS itself",
  AWS_ENDPOINT_URL_DYNAMODB: "AWS itself",
  AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: "AWS itself",
};
const containerOnly = ["AWS_REGION", "CLIENT_ADDRESS_HEADER", "HOST", "PORT", "SHUTDOWN_DRAIN_MS"];
/** Read by the libraries in the server. */
const libraries = ["POWERTOOLS_TRACE_ENABLED"];

describe.each(deployed)("the environment of %s", (stage) => {
  const isContainer = stage === "staging" || stage === "production" || stage === "domain";

  it("has every name that the server reads, and no other", async () => {
    const plan = await planned(stage);
    const chosen: readonly string[] = choiceNames;
    const set = Object.keys(plan.environment()).filter((name) => !chosen.includes(name));
    const wanted = environmentNames.filter((name) => !(name in leftOut) && !chosen.includes(name));
    expect(set.toSorted()).toEqual([...wanted, ...(isContainer ? [...containerOnly, ...libraries] : [])].toSorted());
  });

  it("is one that a server starts with, and signs apps in at an encrypted address", async () => {
    const plan = await planned(stage);
    const config = readConfig({ AWS_REGION: "us-west-2", ...plan.environment() });
    const { url } = plan.plan.outputs;
    expect(url).toMatch(/^https:\/\//);
    expect(config).toMatchObject({ region: "us-west-2", publicUrl: url, authorizationServer: url });
    expect(config.oauth).toMatchObject({
      cognitoDomain: plan.environment()["COGNITO_DOMAIN"],
      brokerClientId: plan.resource("cognito/userPoolClient", "BrokerClient").id,
      brokerClientSecret: { parameter: plan.resource("ssm/parameter", "BrokerSecret").id },
      secret: { parameter: plan.resource("ssm/parameter", "OAuthSecret").id },
    });
  });

  it("names what this stage creates", async () => {
    const plan = await planned(stage);
    const env = plan.environment();
    for (const table of ["Products", "Customers", "Orders", "Reviews", "Returns", "Auth"])
      expect(env[`${table.toUpperCase()}_TABLE`]).toBe(plan.resource("dynamodb/table", `${table}Table`).id);
    expect(env["COGNITO_USER_POOL_ID"]).toBe(plan.resource("cognito/userPool").id);
    expect(env["COGNITO_CLIENT_ID"]).toBe(plan.resource("cognito/userPoolClient", "LoginClient").id);
    expect(env["PUBLIC_URL"]).toBe(plan.plan.outputs["url"]);
    expect(env["STAGE"]).toBe(plan.plan.stage);
  });

  it("holds no secret", async () => {
    const plan = await planned(stage);
    const names = Object.keys(plan.environment()).filter((name) => !name.endsWith("_PARAMETER"));
    expect(names.filter((name) => /SECRET|PASSWORD|TOKEN|KEY|RESOURCE/.test(name))).toEqual([]);
    for (const secret of secretsOf(plan).values()) expect(Object.values(plan.environment())).not.toContain(secret);
  });
});

it.each(["staging", "production", "domain"] as const)(
  "the tracer is off in %s: it would take Fargate for Lambda",
  async (stage) => {
    const env = { POWERTOOLS_TRACE_ENABLED: "false", PORT: "8000", HOST: "0.0.0.0" };
    expect((await planned(stage)).environment()).toMatchObject(env);
  },
);

it("every name that the server reads is set by the stacks, chosen by the deployer, or left out for a reason", async () => {
  const set = Object.keys((await planned("dev")).environment());
  const accounted = new Set([...set, ...choiceNames, ...Object.keys(leftOut)]);
  expect(environmentNames.filter((name) => !accounted.has(name))).toEqual([]);
  expect([...choiceNames, ...Object.keys(leftOut)].filter((name) => !environmentNames.includes(name))).toEqual([]);
});

it("what the deployer chooses reaches the server", async () => {
  expect((await planned("production")).environment()).toMatchObject({ LOG_LEVEL: "WARN" });
  expect((await planned("production")).environment()).toMatchObject({ OAUTH_METADATA_HOSTS: "claude.ai" });
  expect((await planned("staging")).environment()).not.toHaveProperty("LOG_LEVEL");
});

it("under sst dev the container is reached, and signs people in, where it runs", async () => {
  const { plan } = await planned("live container");
  const container = plan.resources.find(
    ({ outputs }) => outputs["_dev"]?.environment?.STAGE && outputs["_dev"].autostart,
  );
  expect(container?.outputs["_dev"].environment).toMatchObject({ PUBLIC_URL: "http://localhost:8000" });
});

it("jobs and the container entry on the developer's machine get the stage's own environment", async () => {
  const plan = await planned("dev");
  const tools = plan.plan.resources.find(({ name }) => name === "Tools");
  expect(tools?.type).toBe("sst:sst:DevCommand");
  const { PUBLIC_URL: _, ...deployedEnv } = plan.environment();
  expect(tools?.outputs["_dev"]).toMatchObject({
    environment: { ...deployedEnv, AWS_REGION: "us-west-2", HOST: "127.0.0.1", PUBLIC_URL: "http://localhost:8000" },
    command: "npm run container",
    autostart: false,
  });
});
