import { tableDefinitions } from "@shop/aws";
import { describe, expect, it } from "vitest";
import { deployed, planned } from "../support/stacks/stage-plan.ts";

interface PlannedIndex {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly projectionType: string;
}

const logicalName = (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}Table`;

describe.each(deployed)("the tables of %s", (stage) => {
  it("are the six of the local engine, with the same keys, indexes and expiry", async () => {
    const plan = await planned(stage);
    expect(plan.all("dynamodb/table")).toHaveLength(Object.keys(tableDefinitions).length);
    for (const [name, definition] of Object.entries(tableDefinitions)) {
      const table = plan.one("dynamodb/table", logicalName(name));
      expect({ hash: table["hashKey"], range: table["rangeKey"] }).toEqual({ range: undefined, ...definition.key });
      const indexes = (table["globalSecondaryIndexes"] as PlannedIndex[]).map((index) => [
        index.name,
        {
          hash: index.hashKey,
          ...(index.rangeKey && { range: index.rangeKey }),
          projection: index.projectionType === "ALL" ? "all" : index.projectionType.toLowerCase().replace("_", "-"),
        },
      ]);
      expect(Object.fromEntries(indexes)).toEqual(definition.indexes);
      expect(table["ttl"]?.attributeName).toBe("ttl" in definition ? definition.ttl : undefined);
    }
  });

  it("define no attribute that is not in a key, which DynamoDB would refuse", async () => {
    for (const { inputs } of (await planned(stage)).all("dynamodb/table")) {
      const keys = [inputs, ...inputs["globalSecondaryIndexes"]].flatMap(({ hashKey, rangeKey }) => [
        hashKey,
        rangeKey,
      ]);
      const attributes = inputs["attributes"].map(({ name }: { name: string }) => name);
      expect(attributes.toSorted()).toEqual([...new Set(keys.filter(Boolean))].toSorted());
    }
  });

  it("cost by use, and can be set back to any second of the last month", async () => {
    for (const { inputs } of (await planned(stage)).all("dynamodb/table"))
      expect(inputs).toMatchObject({ billingMode: "PAY_PER_REQUEST", pointInTimeRecovery: { enabled: true } });
  });
});

it.each([
  ["dev", false],
  ["pr-7", false],
  ["staging", false],
  ["production", true],
  ["domain", true],
] as const)("the data of %s outlives the stage: %s", async (stage, kept) => {
  const plan = await planned(stage);
  expect(plan.plan.app).toMatchObject({ protect: kept, removal: kept ? "retain" : "remove" });
  for (const { inputs, options } of plan.all("dynamodb/table")) {
    expect(inputs["deletionProtectionEnabled"]).toBe(kept);
    expect(options.retainOnDelete ?? false).toBe(kept);
  }
  expect(plan.one("cognito/userPool")["deletionProtection"]).toBe(kept ? "ACTIVE" : "INACTIVE");
  expect(plan.resource("cognito/userPool").options.retainOnDelete ?? false).toBe(kept);
});
