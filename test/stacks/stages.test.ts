import { describe, expect, it } from "vitest";
import { appSettings, stageSettings } from "../../stacks/stage.ts";
import { deployed, planned, type StagePlan } from "../support/stacks/stage-plan.ts";

describe("a stage", () => {
  it.each(["Alice", "a b", "a_b", "-a", "a--b", "", "a".repeat(25)])("cannot be named %j", (stage) => {
    expect(() => stageSettings(stage, {})).toThrow(/^A stage is named with/);
  });

  it("is a function for people and pull requests, and the container where customers are", () => {
    const computeOf = (stage: string) => stageSettings(stage, {}).compute;
    expect(["alice", "dev", "pr-12"].map(computeOf)).toEqual(["lambda", "lambda", "lambda"]);
    expect(["staging", "production"].map(computeOf)).toEqual(["fargate", "fargate"]);
  });

  it("has a domain only where the container runs", () => {
    expect(() => stageSettings("alice", { DOMAIN: "x.example.com" })).toThrow(
      /^DOMAIN goes with staging and production/,
    );
  });

  it("says so to whoever plans it, in one line", async () => {
    const { planStage } = await import("../../scripts/support/plan/plan-stage.ts");
    await expect(planStage({ stage: "alice", env: { DOMAIN: "x.example.com" } })).rejects.toThrow(
      /^DOMAIN goes with staging and production; stage alice has the address of its API\.$/,
    );
  });
});

it("the app pins SST's major version, tags everything, and stays in one region", () => {
  expect(appSettings("alice", { AWS_REGION: "eu-central-1" })).toMatchObject({
    name: "ecommerce-mcp",
    home: "aws",
    version: ">= 4.17.1 < 5",
    providers: { aws: { region: "eu-central-1", defaultTags: { tags: { app: "ecommerce-mcp", stage: "alice" } } } },
  });
});

/** Names that count within their parent only: a client in its pool, a service in its cluster. */
const nested = new Set([
  "aws:cognito/userPoolClient:UserPoolClient",
  "aws:cognito/userGroup:UserGroup",
  "aws:ecs/service:Service",
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
  "aws:appautoscaling/policy:Policy",
  "aws:apigatewayv2/stage:Stage",
  "aws:route53/record:Record",
]);

const nameKeys = ["name", "namePrefix", "domain", "family"];

/** Every name that a plan gives away, with its type: `aws:ecr/repository:Repository ecommerce-mcp-staging`. */
const namesOf = ({ plan }: StagePlan): string[] =>
  plan.resources
    .filter(({ type, custom, read }) => custom && !read && !nested.has(type))
    .flatMap(({ type, inputs }) =>
      nameKeys.flatMap((key) => (typeof inputs[key] === "string" ? [`${type} ${inputs[key]}`] : [])),
    );

it("no two stages share a name that AWS wants unique", async () => {
  const plans = await Promise.all((["dev", "pr-7", "staging", "production"] as const).map(planned));
  const names = plans.flatMap((plan) => [...new Set(namesOf(plan))]);
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(deployed)("what %s leaves to read", (stage) => {
  it("is kept for a while, never for ever", async () => {
    const groups = (await planned(stage)).all("cloudwatch/logGroup");
    expect(groups.length).toBeGreaterThan(0);
    const kept = (await planned(stage)).plan.stage === "production" ? 90 : 7;
    for (const { inputs, name } of groups) expect(inputs["retentionInDays"], name).toBe(kept);
  });
});

it.each([
  [{ WATCH: "some" }, /^WATCH is "full" or "little", not "some"\.$/],
  [{ MONTHLY_BUDGET_USD: "12.50" }, /^MONTHLY_BUDGET_USD is a whole number of dollars, not "12\.50"\.$/],
])("%j is refused in one line", (env, line) => {
  expect(() => stageSettings("alice", env)).toThrow(line);
});

it("people are on call for staging and production, and for what WATCH says", () => {
  const watchOf = (stage: string, env = {}) => stageSettings(stage, env).watch;
  expect(["alice", "pr-7", "staging", "production"].map((stage) => watchOf(stage))).toEqual([
    ...["little", "little"],
    ...["full", "full"],
  ]);
  expect([watchOf("alice", { WATCH: "full" }), watchOf("production", { WATCH: "little" })]).toEqual(["full", "little"]);
});

it.each([
  ["production", 30],
  ["alice", 5],
])("%s keeps %i snapshots of SST's state", (stage, retention) => {
  expect(appSettings(stage, { AWS_REGION: "us-west-2" }).state).toEqual({ retention });
});
