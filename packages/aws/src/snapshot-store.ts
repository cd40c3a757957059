import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import type { SnapshotPorts } from "@shop/search";
import type { Config } from "./config.ts";
import { joinRanges, sizeOf } from "./ranges.ts";
import { once } from "./signing-key.ts";

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** A gigabyte at the pace of the smallest task. */
const transferMs = 300_000;
const lookMs = 5000;
/** Between two pieces of a transfer. */
const patience = { connectionTimeout: 2000, socketTimeout: 10_000 };

/** One connection does not fill the network of a task: so much is asked for at once, and as much more beside it. */
const rangeBytes = 8 * 1024 ** 2;
const mostRanges = 4;

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The snapshot of the search index as one object in S3. */
export function createSnapshotStore(
  { region, s3Endpoint }: Pick<Config, "region" | "s3Endpoint">,
  { bucket: Bucket, key: Key }: Place,
): SnapshotPorts {
  // Loaded only where a stage has a bucket.
  const s3 = once(async () => {
    const { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } = await import("@aws-sdk/client-s3");
    const client = new S3Client({
      region,
      ...(s3Endpoint && { endpoint: s3Endpoint, forcePathStyle: true }),
      requestHandler: patience,
      // It would write to the console that a stream cannot be sent again.
      logger: silent,
      // The snapshot brings a checksum of its own, over all of it.
      requestChecksumCalculation: "WHEN_REQUIRED",
    });
    return { client, GetObjectCommand, HeadObjectCommand, PutObjectCommand };
  });

  return {
    async findSnapshot() {
      const { client, HeadObjectCommand } = await s3();
      const found = await unlessMissing(
        client.send(new HeadObjectCommand({ Bucket, Key }), { abortSignal: AbortSignal.timeout(lookMs) }),
      );
      if (!found?.ETag || !found.LastModified) return undefined;
      return { tag: found.ETag, savedAt: found.LastModified.getTime() };
    },

    async readSnapshot(maxBytes) {
      const { client, GetObjectCommand } = await s3();
      const ending = new AbortController();
      const abortSignal = AbortSignal.any([ending.signal, AbortSignal.timeout(transferMs)]);
      const get = (Range: string, IfMatch?: string) =>
        client.send(new GetObjectCommand({ Bucket, Key, Range, IfMatch }), { abortSignal });
      return readRanges(get, maxBytes, () => ending.abort());
    },

    async saveSnapshot(path, instead) {
      const { client, PutObjectCommand } = await s3();
      const { size: ContentLength } = await stat(path);
      const condition = instead === undefined ? { IfNoneMatch: "*" } : { IfMatch: instead };
      const put = new PutObjectCommand({ Bucket, Key, Body: createReadStream(path), ContentLength, ...condition });
      return client.send(put, { abortSignal: AbortSignal.timeout(transferMs) }).then(
        () => true,
        (error: unknown) => {
          if (beaten.has(statusOf(error))) return false;
          throw error;
        },
      );
    },
  };
}

type Get = (range: string, tag?: string) => Promise<GetObjectCommandOutput>;

async function readRanges(get: Get, maxBytes: number, end: () => void) {
  const rangeFrom = (from: number) => `bytes=${from}-${from + rangeBytes - 1}`;
  const first = await unlessMissing(get(rangeFrom(0)));
  if (!first?.Body) return undefined;
  const bytes = sizeOf(first);
  if (bytes > maxBytes) {
    end();
    throw new Error("The snapshot in S3 is too large");
  }
  // Of the same version: another one may be saved meanwhile.
  const read = async (from: number) => (await get(rangeFrom(from), first.ETag)).Body?.transformToByteArray();
  const body = first.Body as AsyncIterable<Uint8Array>;
  return joinRanges(body, { bytes, rangeBytes, most: mostRanges, read, end });
}

/** Another server was first. Source: S3 User Guide, conditional writes. */
const beaten = new Set<number | undefined>([409, 412]);
/**
 * S3 tells only who may list a bucket that something is not there, and others that they may not see it. When that is the
 * true reason, saving says so.
 */
const missing = new Set<number | undefined>([403, 404]);

const unlessMissing = <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> =>
  asked.catch((error: unknown) => {
    if (missing.has(statusOf(error))) return undefined;
    throw error;
  });

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
