import { describe, expect, it } from "vitest";
import { deployed, planned, type StagePlan } from "../support/stacks/stage-plan.ts";

const bucketOf = (plan: StagePlan): string => plan.one("s3/bucket", "SearchSnapshotsBucket")["bucket"];

describe("a stage that shares its search index", () => {
  it("has one bucket for it, which nobody else can see and nobody can reach in plain HTTP", async () => {
    const plan = await planned("snapshots");
    const bucket = bucketOf(plan);
    expect(plan.one("s3/bucketPublicAccessBlock")).toMatchObject({
      ...{ bucket, blockPublicAcls: true, blockPublicPolicy: true },
      ...{ ignorePublicAcls: true, restrictPublicBuckets: true },
    });
    const { Statement } = JSON.parse(plan.one("s3/bucketPolicy")["policy"]);
    expect(Statement).toEqual([
      expect.objectContaining({
        ...{ Effect: "Deny", Action: "s3:*" },
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      }),
    ]);
    expect(plan.all("s3/bucketCorsConfiguration")).toEqual([]);
  });

  it("keeps it encrypted, and no longer than it is of use", async () => {
    const plan = await planned("snapshots");
    expect(plan.one("s3/bucketServerSideEncryptionConfiguration")).toMatchObject({
      bucket: bucketOf(plan),
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    expect(plan.one("s3/bucketLifecycleConfiguration")["rules"]).toMatchObject([
      { status: "Enabled", expiration: { days: 2 } },
    ]);
  });

  it("tells its server of the bucket, and lets it read and write the one object", async () => {
    const plan = await planned("snapshots");
    const { SEARCH_SNAPSHOT_BUCKET: bucket, PRODUCTS_TABLE: table } = plan.environment();
    expect(bucket).toBe(bucketOf(plan));
    expect(plan.grants().filter((grant) => grant.startsWith("s3:"))).toEqual([
      `s3:GetObject arn:aws:s3:::${bucket}/search-index/${table}`,
      `s3:PutObject arn:aws:s3:::${bucket}/search-index/${table}`,
    ]);
  });

  it("is otherwise as it was", async () => {
    const others = async (name: "production" | "snapshots") =>
      (await planned(name)).plan.resources.flatMap(({ type, name: of }) =>
        /Snapshots/.test(of) ? [] : `${type} ${of}`,
      );
    expect((await others("snapshots")).toSorted()).toEqual((await others("production")).toSorted());
  });
});

it.each(deployed)("%s has no bucket: it did not ask for one", async (name) => {
  const plan = await planned(name);
  expect(plan.all("s3/bucket")).toEqual([]);
  expect(plan.environment()).not.toHaveProperty("SEARCH_SNAPSHOT_BUCKET");
});
