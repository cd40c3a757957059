import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { functionBundle } from "../../stacks/function-bundle.ts";
import { inClear, planned } from "../support/stacks/stage-plan.ts";

describe.each(["dev", "pr-7"] as const)("the function of %s", (stage) => {
  it("runs on ARM, with traces, JSON logs, and less time than the gateway waits", async () => {
    const plan = await planned(stage);
    expect(plan.one("lambda/function")).toMatchObject({
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      memorySize: 512,
      timeout: 29,
      tracingConfig: { mode: "Active" },
      loggingConfig: { logFormat: "JSON", logGroup: plan.resource("cloudwatch/logGroup", "ServerLogs").id },
    });
  });

  it("is the Lambda entry of this repository", async () => {
    const { builds } = (await planned(stage)).plan;
    expect(builds).toMatchObject([{ handler: "packages/lambda/src/main.handler", runtime: "nodejs24.x", live: false }]);
    expect(existsSync("packages/lambda/src/main.ts")).toBe(true);
    // The options that build-bundles.ts takes as well: what is tested and measured is what SST deploys.
    expect(builds[0]?.properties).toMatchObject(functionBundle);
  });

  it("is all that answers at the stage's address", async () => {
    const plan = await planned(stage);
    expect(inClear(plan.one("apigatewayv2/integration"))).toMatchObject({
      integrationType: "AWS_PROXY",
      payloadFormatVersion: "2.0",
      integrationUri: plan.resource("lambda/function").inputs["arn"] ?? expect.stringContaining(":function:"),
    });
    expect(plan.one("apigatewayv2/route")).toMatchObject({ routeKey: "$default" });
    for (const type of ["ec2/vpc", "ecs/cluster", "ecs/service", "ecr/repository"]) expect(plan.all(type)).toEqual([]);
  });

  it("is trusted by Lambda alone with its role", async () => {
    const { assumeRolePolicy, managedPolicyArns } = (await planned(stage)).one("iam/role", "ServerRole");
    expect(assumeRolePolicy.Statement).toMatchObject([{ Principal: { Service: "lambda.amazonaws.com" } }]);
    expect(JSON.stringify(assumeRolePolicy)).not.toContain('AWS"');
    expect(managedPolicyArns).toEqual([]);
  });
});

describe("under sst dev", () => {
  it("the same handler runs on the developer's machine, behind the stage's own address", async () => {
    const { plan, ...questions } = await planned("live");
    expect(plan.builds).toMatchObject([{ handler: "packages/lambda/src/main.handler", live: true }]);
    expect(questions).toBeDefined();
    expect((await planned("live")).one("lambda/function")).toMatchObject({
      runtime: "provided.al2023",
      description: "live",
    });
    expect((await planned("live")).one("apigatewayv2/route")).toMatchObject({ routeKey: "$default" });
  });

  it("a container stage deploys no service, task or image: the entry runs on the developer's machine", async () => {
    const plan = await planned("live container");
    for (const type of ["ecs/service", "ecs/taskDefinition"]) expect(plan.all(type)).toEqual([]);
    expect(plan.plan.resources.filter(({ type }) => type === "docker-build:index:Image")).toEqual([]);
    expect(plan.all("dynamodb/table")).toHaveLength(6);
  });
});
