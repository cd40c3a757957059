import { indexVersion } from "../writer/schema.ts";

/** What a snapshot says of itself, in a line of a fixed length before everything else. */
export interface SnapshotStamp {
  /** Version of this format. */
  readonly snapshot: number;
  /** Version of the index file: its tables, and how text becomes terms. */
  readonly index: number;
  /** What it is a replica of. */
  readonly source: string;
  /** Until when it knows the table (ISO 8601). */
  readonly checkpoint: string;
  /** Of the index file, before it was packed. */
  readonly bytes: number;
  /** Of all frames as they are packed: what was sent is checked, which is a sixth of what comes of it. */
  readonly sha256: string;
}

const formatVersion = 2;
export const stampBytes = 1024;

/** The snapshot cannot be used: of another version or source, damaged, or too large. The table can still be read. */
export class UnusableSnapshot extends Error {
  override readonly name = "UnusableSnapshot";
}

type Described = Pick<SnapshotStamp, "source" | "checkpoint" | "bytes" | "sha256">;

export function writeStamp(described: Described): Buffer {
  const stamp: SnapshotStamp = { snapshot: formatVersion, index: indexVersion, ...described };
  return Buffer.from(`${JSON.stringify(stamp).padEnd(stampBytes - 1)}\n`);
}

interface Expected {
  readonly source: string;
  readonly maxBytes: number;
  /** ISO 8601. */
  readonly notBefore: string;
}

/** Throws `UnusableSnapshot` for anything but a snapshot of just this index that is young and small enough. */
export function readStamp(line: Buffer, { source, maxBytes, notBefore }: Expected): SnapshotStamp {
  const stamp = parse(line);
  const problems = [
    stamp.snapshot === formatVersion && stamp.index === indexVersion ? "" : "is of another version",
    stamp.source === source ? "" : "is of something else",
    isWhole(stamp.bytes) && stamp.bytes <= maxBytes ? "" : "is too large",
    typeof stamp.sha256 === "string" ? "" : "has no checksum",
    typeof stamp.checkpoint === "string" && stamp.checkpoint >= notBefore ? "" : "is too old",
  ].filter(Boolean);
  if (problems.length > 0) throw new UnusableSnapshot(`The snapshot ${problems.join(", ")}`);
  return stamp as SnapshotStamp;
}

const isWhole = (bytes: unknown): bytes is number => Number.isSafeInteger(bytes);

function parse(line: Buffer): Partial<SnapshotStamp> {
  try {
    const stamp: unknown = JSON.parse(line.toString());
    if (typeof stamp === "object" && stamp !== null) return stamp;
  } catch {
    // Told below.
  }
  throw new UnusableSnapshot("The snapshot is not one");
}
