import * as z from "zod";
import { url, whole } from "./config-parsers.ts";

/** Where the search index comes from and goes to, beside the local disk. */
export interface SearchConfig {
  /** Bucket of the index's snapshot; absent = every new disk is filled from the table. */
  readonly snapshotBucket: string | undefined;
  /** How old the snapshot may get before another is saved. */
  readonly snapshotMinutes: number;
  /** An OpenSearch cluster that searches are answered from, instead of an index of this server's own. */
  readonly endpoint: string | undefined;
}

/** An index that is older than a day is built anew, so a snapshot is to be younger. */
const mostMinutes = 720;

export const searchEnvironment = {
  SEARCH_SNAPSHOT_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "must be the name of an S3 bucket" })
    .optional(),
  SEARCH_SNAPSHOT_MINUTES: whole(1, mostMinutes, 60),
  SEARCH_ENDPOINT: url.optional(),
} as const;

export const readSearch = (data: z.output<z.ZodObject<typeof searchEnvironment>>): SearchConfig => ({
  snapshotBucket: data.SEARCH_SNAPSHOT_BUCKET,
  snapshotMinutes: data.SEARCH_SNAPSHOT_MINUTES,
  endpoint: data.SEARCH_ENDPOINT?.replace(/\/+$/, ""),
});
