import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { backup, type DatabaseSync } from "node:sqlite";
import type { IndexFile } from "../writer/requests.ts";
import { openForReading } from "../writer/schema.ts";
import { damaged, frameBytes, packFrame, takeFrame, unpackFrame, writeAll } from "./frames.ts";
import { InFlight } from "./in-flight.ts";
import { Inlet } from "./inlet.ts";
import { readStamp, type SnapshotStamp, stampBytes, UnusableSnapshot, writeStamp } from "./snapshot-stamp.ts";

/** All pages in one step: a copy in several would begin anew with each change of the index. */
const wholeFile = 2 ** 31 - 1;

/**
 * Writes a snapshot of an index that is being changed: a copy of one state of it, packed in frames, behind a stamp. All of
 * it is done by other threads but the hashing. Takes the index's size on the same disk again for as long as it lasts.
 */
export async function writeSnapshot(file: IndexFile, target: string): Promise<void> {
  const copy = `${target}.copy`;
  const db = openForReading(file.path, file.source);
  try {
    const checkpoint = checkpointOf(db);
    await backup(db, copy, { rate: wholeFile });
    await using from = await open(copy, "r");
    await using to = await open(target, "w");
    const packed = await pack(from, to);
    await to.write(writeStamp({ source: file.source, checkpoint, ...packed }), 0, stampBytes, 0);
  } finally {
    db.close();
    await rm(copy, { force: true });
  }
}

/** Read before the copy is made, it is never ahead of it. */
function checkpointOf(db: DatabaseSync): string {
  const { checkpoint, complete } = db.prepare("SELECT checkpoint, complete FROM state").get() as {
    checkpoint: string | null;
    complete: number;
  };
  if (!complete || checkpoint === null) throw new Error("Only a finished index is worth a snapshot");
  return checkpoint;
}

/** Packs frames side by side, and writes them one after the other. */
async function pack(from: FileHandle, to: FileHandle): Promise<Pick<SnapshotStamp, "bytes" | "sha256">> {
  const { size: bytes } = await from.stat();
  const hash = createHash("sha256");
  const frames = new InFlight();
  let written = Promise.resolve(stampBytes);
  try {
    for (let start = 0; start < bytes; start += frameBytes) {
      const packing = packFrame(from, start, Math.min(frameBytes, bytes - start));
      written = Promise.all([written, packing]).then(async ([at, { head, packed }]) => {
        hash.update(packed);
        await writeAll(to, head, at);
        await writeAll(to, packed, at + head.length);
        return at + head.length + packed.length;
      });
      await frames.add(written);
    }
  } finally {
    await frames.settled();
  }
  await frames.done();
  return { bytes, sha256: hash.digest("hex") };
}

interface Target {
  readonly path: string;
  readonly source: string;
  readonly maxBytes: number;
  readonly notBefore: string;
}

/**
 * Makes an index file of a snapshot. The file appears when all of it is there and its checksum is right; before, and
 * after a failure, there is none. Throws `UnusableSnapshot` when the snapshot is to blame.
 */
export async function unpackSnapshot(content: AsyncIterable<Uint8Array>, target: Target): Promise<void> {
  const part = `${target.path}.part`;
  const from = new Inlet(content);
  try {
    const line = await from.take(stampBytes);
    if (line.length < stampBytes) throw new UnusableSnapshot("The snapshot is not one");
    const stamp = readStamp(line, target);
    await using to = await open(part, "w");
    await unpack(from, to, stamp);
    await rename(part, target.path);
  } catch (error) {
    await Promise.all([from.close(), rm(part, { force: true })]);
    throw error;
  }
}

/** Unpacks frames side by side, each to its own place, while the next ones arrive. */
async function unpack(from: Inlet, to: FileHandle, { bytes, sha256 }: SnapshotStamp): Promise<void> {
  const hash = createHash("sha256");
  const frames = new InFlight();
  let start = 0;
  try {
    for (let frame = await takeFrame(from); frame; frame = await takeFrame(from)) {
      if (start >= bytes) throw new UnusableSnapshot("The snapshot is larger than it says");
      hash.update(frame);
      await frames.add(unpackFrame(frame, to, start, Math.min(frameBytes, bytes - start)));
      start += frameBytes;
    }
  } finally {
    await frames.settled();
  }
  await frames.done();
  if (start < bytes || hash.digest("hex") !== sha256) throw damaged();
}
