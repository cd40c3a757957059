import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { planned } from "../support/stacks/stage-plan.ts";

const containerStages = ["staging", "production", "domain"] as const;

describe.each(containerStages)("the service of %s", (stage) => {
  it("runs the smallest ARM task", async () => {
    expect((await planned(stage)).one("ecs/taskDefinition")).toMatchObject({
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      runtimePlatform: { cpuArchitecture: "ARM64", operatingSystemFamily: "LINUX" },
    });
  });

  it("runs our own image, by digest", async () => {
    const plan = await planned(stage);
    const { name } = plan.one("ecr/repository");
    expect(plan.container()["image"]).toMatch(
      new RegExp(`^\\d{12}\\.dkr\\.ecr\\.us-west-2\\.amazonaws\\.com/${name}@sha256:[0-9a-f]{64}$`),
    );
    const image = plan.plan.resources.find(({ type }) => type === "docker-build:index:Image");
    expect(image?.inputs).toMatchObject({ platforms: ["linux/arm64"], push: true });
    expect(readFileSync(image?.inputs["dockerfile"].location, "utf8")).toBe(readFileSync("Dockerfile", "utf8"));
  });

  it("keeps the last ten images, scanned", async () => {
    const plan = await planned(stage);
    expect(plan.one("ecr/repository")).toMatchObject({
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      forceDelete: stage === "staging",
    });
    const { rules } = JSON.parse(plan.one("ecr/lifecyclePolicy")["policy"]);
    expect(rules).toMatchObject([{ selection: { countType: "imageCountMoreThan", countNumber: 10 } }]);
  });

  it("gives the container no way to do harm: no root, no writing, no capabilities, one port", async () => {
    const container = (await planned(stage)).container();
    expect(container).toMatchObject({
      user: "1000:1000",
      readonlyRootFilesystem: true,
      pseudoTerminal: false,
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
      secrets: [],
    });
    expect(container["portMappings"]).toEqual([
      { containerPort: 8000, protocol: "tcp", appProtocol: "http", name: "http" },
    ]);
  });

  it("lets the container write the search index, on a volume of its own, and nothing else", async () => {
    const plan = await planned(stage);
    expect(plan.container()["mountPoints"]).toEqual([
      { sourceVolume: "index", containerPath: "/shop/index", readOnly: false },
    ]);
    expect(plan.one("ecs/taskDefinition")["volumes"]).toEqual([{ name: "index" }]);
    const dockerfile = readFileSync("Dockerfile", "utf8");
    expect(dockerfile).toContain("SEARCH_DIR=/shop/index");
    // A volume belongs to whom the folder in the image belongs to. Source: Amazon ECS, use bind mounts.
    expect(dockerfile).toMatch(/COPY .*--chown=node:node .* index\nVOLUME \/shop\/index/);
  });

  it("checks its health by what the image brings along, and leaves it time to stop", async () => {
    const plan = await planned(stage);
    const container = plan.container();
    expect(container["healthCheck"].command).toEqual(["CMD", "node", "health-check.mjs"]);
    expect(readFileSync("Dockerfile", "utf8")).toContain('CMD ["node", "health-check.mjs"]');
    // The server drains, then gives requests up to 20 s.
    const drainSeconds = Number(plan.environment()["SHUTDOWN_DRAIN_MS"]) / 1000;
    expect(container["stopTimeout"]).toBeGreaterThanOrEqual(drainSeconds + 20);
  });

  it("is replaced without a gap, and set back when the new one fails", async () => {
    expect((await planned(stage)).one("ecs/service")).toMatchObject({
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      waitForSteadyState: stage !== "staging",
      enableExecuteCommand: false,
      desiredCount: 1,
    });
  });

  it("grows with its load", async () => {
    const plan = await planned(stage);
    expect(plan.one("appautoscaling/target")).toMatchObject({
      minCapacity: 1,
      maxCapacity: stage === "staging" ? 2 : 4,
    });
    const targets = plan
      .all("appautoscaling/policy")
      .map(({ inputs }) => inputs["targetTrackingScalingPolicyConfiguration"].targetValue);
    expect(targets.toSorted()).toEqual([60, 80]);
  });

  it("runs in public subnets and is reached from inside the network only", async () => {
    const plan = await planned(stage);
    const { networkConfiguration: network } = plan.one("ecs/service");
    expect(network.assignPublicIp).toBe(true);
    expect(network.subnets.every((subnet: string) => subnet.includes("Public"))).toBe(true);
    const { ingress } = plan.one("ec2/defaultSecurityGroup");
    expect(ingress.flatMap(({ cidrBlocks }: { cidrBlocks: string[] }) => cidrBlocks)).toEqual(["10.0.0.0/16"]);
    expect(network.securityGroups).toEqual([plan.resource("ec2/defaultSecurityGroup").id]);
  });
});

it("staging runs on Spot alone; production has one task that cannot be taken away", async () => {
  const providers = async (stage: "staging" | "production") =>
    (await planned(stage)).one("ecs/service")["capacityProviderStrategies"];
  expect(await providers("staging")).toEqual([
    { capacityProvider: "FARGATE", weight: 0 },
    { capacityProvider: "FARGATE_SPOT", weight: 1 },
  ]);
  expect(await providers("production")).toContainEqual({ capacityProvider: "FARGATE", base: 1, weight: 1 });
});

it.each(["staging", "production"] as const)("a task of %s is listed in Cloud Map once it is healthy", async (stage) => {
  const plan = await planned(stage);
  expect(plan.one("servicediscovery/service")).toMatchObject({
    healthCheckCustomConfig: { failureThreshold: 1 },
    dnsConfig: { dnsRecords: [{ type: "SRV" }, { type: "A" }] },
  });
  expect(plan.one("ecs/service")["serviceRegistries"]).toMatchObject({ port: 8000 });
});
