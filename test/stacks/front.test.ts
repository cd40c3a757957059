import { describe, expect, it } from "vitest";
import { planned } from "../support/stacks/stage-plan.ts";

const gatewayStages = ["dev", "pr-7", "staging", "production"] as const;

describe.each(gatewayStages)("the gateway of %s", (stage) => {
  it("serves HTTPS without a domain, throttled, with logs that end", async () => {
    const plan = await planned(stage);
    expect(plan.plan.outputs["url"]).toMatch(/^https:\/\/.*\.execute-api\.us-west-2\.amazonaws\.com$/);
    expect(plan.one("apigatewayv2/stage")).toMatchObject({
      defaultRouteSettings: { throttlingRateLimit: 50, throttlingBurstLimit: 100 },
      accessLogSettings: {
        destinationArn: plan.resource("cloudwatch/logGroup", "ApiAccessLog").inputs["arn"] ?? expect.any(String),
      },
    });
  });

  it("costs no NAT gateway, no load balancer and no machine", async () => {
    const plan = await planned(stage);
    for (const type of ["ec2/natGateway", "lb/loadBalancer", "ec2/instance", "ec2/eip", "wafv2/webAcl"])
      expect(plan.all(type)).toEqual([]);
  });
});

it.each(["staging", "production"] as const)(
  "the gateway of %s reaches the service inside the network",
  async (stage) => {
    const plan = await planned(stage);
    expect(plan.one("apigatewayv2/integration")).toMatchObject({
      connectionType: "VPC_LINK",
      connectionId: plan.resource("apigatewayv2/vpcLink").id,
      integrationType: "HTTP_PROXY",
      integrationMethod: "ANY",
      integrationUri: expect.stringContaining("ServerCloudmapService"),
    });
    expect(plan.one("apigatewayv2/route")).toMatchObject({ routeKey: "$default" });
  },
);

it("what stands in front tells the caller's address, in the header that the server believes", async () => {
  const gateway = await planned("production");
  const header = gateway.environment()["CLIENT_ADDRESS_HEADER"];
  expect(gateway.one("apigatewayv2/integration")["requestParameters"]).toEqual({
    [`overwrite:header.${header}`]: "$context.identity.sourceIp",
  });
  const balanced = await planned("domain");
  expect(balanced.environment()["CLIENT_ADDRESS_HEADER"]).toBe(header);
  expect(balanced.one("cloudfront/function")["code"]).toContain(
    `event.request.headers["${header}"] = { value: event.viewer.ip };`,
  );
});

it("pages of other sites may call where the deployer names them, and see what a client needs", async () => {
  expect((await planned("pr-7")).one("apigatewayv2/api")["corsConfiguration"]).toMatchObject({
    allowOrigins: ["https://agent.example.com", "https://studio.example.com"],
    allowHeaders: expect.arrayContaining(["authorization", "mcp-protocol-version", "mcp-session-id"]),
    exposeHeaders: expect.arrayContaining(["www-authenticate", "retry-after"]),
  });
  for (const stage of ["dev", "staging", "production"] as const)
    expect((await planned(stage)).one("apigatewayv2/api")).not.toHaveProperty("corsConfiguration");
});

describe("with a domain", () => {
  it("CloudFront answers under it, and limits how often one address may call", async () => {
    const plan = await planned("domain");
    expect(plan.plan.outputs["url"]).toBe("https://shop.example.com");
    expect(plan.one("cloudfront/distribution")["aliases"]).toEqual(["shop.example.com"]);
    const acl = plan.one("wafv2/webAcl");
    const rule = acl["rules"].find(({ statement }: any) => statement.rateBasedStatement);
    expect(rule).toMatchObject({ action: { block: {} }, statement: { rateBasedStatement: { limit: 1000 } } });
    const managed = acl["rules"].flatMap(({ statement }: any) => statement.managedRuleGroupStatement?.name ?? []);
    expect(managed).toEqual(["AWSManagedRulesKnownBadInputsRuleSet"]);
  });

  it("the load balancer takes nothing but TLS 1.2 and up, from CloudFront", async () => {
    const plan = await planned("domain");
    expect(plan.one("ec2/securityGroup")["ingress"]).toEqual([
      { fromPort: 443, toPort: 443, protocol: "tcp", prefixListIds: ["pl-82a045eb"] },
    ]);
    expect(plan.one("lb/listener")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      sslPolicy: expect.stringMatching(/TLS13-1-2/),
    });
    expect(plan.one("lb/loadBalancer")).toMatchObject({ dropInvalidHeaderFields: true });
  });

  it("streams last as long as CloudFront waits, and connections close at the balancer before they do at the server", async () => {
    const plan = await planned("domain");
    const { idleTimeout } = plan.one("lb/loadBalancer");
    expect(idleTimeout).toBeGreaterThan(60);
    expect(idleTimeout).toBeLessThan(65);
    const route = plan.plan.resources.find(({ name }) => name === "RouterRoute/RouteKey.sst.aws.KvKeys");
    expect(JSON.stringify(route?.inputs)).toMatch(/readTimeout[\\":]+60/);
  });

  it("a task gets requests while it is healthy, and none that it could not finish", async () => {
    const target = (await planned("domain")).one("lb/targetGroup");
    expect(target).toMatchObject({
      port: 8000,
      targetType: "ip",
      deregistrationDelay: 15,
      healthCheck: { path: "/health" },
    });
  });

  it("there is no gateway beside it", async () => {
    const plan = await planned("domain");
    for (const type of ["apigatewayv2/api", "apigatewayv2/vpcLink", "ec2/natGateway"])
      expect(plan.all(type)).toEqual([]);
  });
});
