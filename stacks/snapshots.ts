import type { StageSettings } from "./stage.ts";
import type { StageTables } from "./tables.ts";

/** Older than a day, a snapshot is not used any more. */
const keptDays = 2;

/**
 * Where servers share the search index, so that a new one need not read the whole catalogue; only for stages that ask for
 * it. Nobody else reads it, and nothing is lost with it.
 */
export function createSnapshots({ snapshots }: StageSettings): sst.aws.Bucket | undefined {
  if (!snapshots) return undefined;
  const bucket = new sst.aws.Bucket("SearchSnapshots", {
    // Blocks public access and refuses plain HTTP by itself.
    cors: false,
    lifecycle: [{ id: "expire", expiresIn: `${keptDays} days` }],
  });
  new aws.s3.BucketServerSideEncryptionConfiguration("SearchSnapshotsEncryption", {
    bucket: bucket.name,
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  });
  return bucket;
}

/** The one object of a stage: packages/aws/src/open-catalogue.ts names it. */
export const snapshotPermissions = (bucket: sst.aws.Bucket | undefined, tables: StageTables) =>
  bucket === undefined
    ? []
    : [
        {
          actions: ["s3:GetObject", "s3:PutObject"],
          resources: [$interpolate`arn:aws:s3:::${bucket.name}/search-index/${tables.products.name}`],
        },
      ];
