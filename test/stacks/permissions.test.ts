import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { deployed, planned, type StagePlan } from "../support/stacks/stage-plan.ts";

/** Actions that AWS grants on everything or not at all. Source: Service Authorization Reference. */
const withoutResource = new Set(["ecr:GetAuthorizationToken", "xray:PutTraceSegments", "xray:PutTelemetryRecords"]);

const ours = (plan: StagePlan) => plan.all("iam/role").filter(({ name }) => name.startsWith("Server"));

describe.each([...deployed, "live container"] as const)("the roles of %s", (stage) => {
  it("have no wildcard for an action, and none for a resource but where AWS has nothing else", async () => {
    const plan = await planned(stage);
    expect(ours(plan).length).toBeGreaterThan(0);
    for (const { name } of ours(plan)) {
      const statements = plan.statements(name);
      for (const { actions, resources } of statements) {
        expect(actions.filter((action) => /[*?]/.test(action))).toEqual([]);
        if (resources.includes("*")) expect(actions.filter((action) => !withoutResource.has(action))).toEqual([]);
      }
    }
  });

  it("carry no policy of AWS's making, each of which grants more than is used", async () => {
    const plan = await planned(stage);
    for (const { inputs } of ours(plan)) expect(inputs["managedPolicyArns"] ?? []).toEqual([]);
    expect(plan.all("iam/rolePolicyAttachment")).toEqual([]);
  });

  it("reach only what the stage itself creates", async () => {
    const plan = await planned(stage);
    const made = new Set(plan.plan.resources.flatMap(({ id, inputs }) => [id, inputs["name"]]));
    const reached = ours(plan).flatMap(({ name }) => plan.statements(name).flatMap(({ resources }) => resources));
    for (const resource of reached.filter((text) => text !== "*")) {
      const [, id] =
        /(?:table\/|repository\/|log-group:|parameter(?=\/))(.+?)(?:\/index\/[\w-]+|:\*)?$/.exec(resource) ?? [];
      expect(made, resource).toContain(id);
    }
  });

  it("query indexes that exist", async () => {
    const plan = await planned(stage);
    for (const grant of plan.grants().filter((text) => text.includes("/index/"))) {
      const [, table = "", index = ""] = /table\/([^/]+)\/index\/(.+)$/.exec(grant) ?? [];
      const found = plan.all("dynamodb/table").find(({ id }) => id === table);
      expect(found?.inputs["globalSecondaryIndexes"].map(({ name }: { name: string }) => name)).toContain(index);
    }
  });
});

it("the function and the task may do exactly the same to the shop", async () => {
  const shopGrants = async (stage: (typeof deployed)[number]) =>
    (await planned(stage))
      .grants()
      .filter((grant) => /^(dynamodb|cognito-idp|ssm):/.test(grant))
      .map((grant) =>
        grant.replace(/table\/.*-(\w+)Table-\w+/, "table/$1").replace(/(parameter\/[\w-]+)\/[\w-]+/, "$1"),
      )
      .toSorted();
  const lambda = await shopGrants("dev");
  expect(lambda.length).toBeGreaterThan(20);
  for (const stage of deployed) expect(await shopGrants(stage)).toEqual(lambda);
});

it("beside the shop the function may write its own log and traces, and the task nothing", async () => {
  const others = async (stage: "dev" | "production") =>
    (await planned(stage)).grants().filter((grant) => !/^(dynamodb|ssm):/.test(grant));
  expect(await others("production")).toEqual([]);
  expect((await others("dev")).map((grant) => grant.split(" ")[0])).toEqual([
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
  ]);
});

it.each([...deployed, "live container"] as const)("%s reads its own two secrets, one by one", async (stage) => {
  const plan = await planned(stage);
  const grants = plan.grants().filter((grant) => /^(ssm|kms|secretsmanager):/.test(grant));
  const parameters = ["broker-client-secret", "oauth-secret"].map(
    (name) => `arn:aws:ssm:us-west-2:123456789012:parameter/ecommerce-mcp/${plan.plan.stage}/${name}`,
  );
  expect(grants.toSorted()).toEqual(parameters.map((arn) => `ssm:GetParameter ${arn}`));
});

it("the deployment guide says how many grants the server has", async () => {
  const { length } = (await planned("production")).grants();
  expect(readFileSync("docs/deploy.md", "utf8")).toContain(
    `\`stacks/permissions.ts\`: ${length} grants, none on \`*\``,
  );
});
