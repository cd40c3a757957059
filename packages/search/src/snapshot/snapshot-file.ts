import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { backup, type DatabaseSync } from "node:sqlite";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import type { IndexFile } from "../writer/requests.ts";
import { openForReading } from "../writer/schema.ts";
import { readStamp, stampBytes, UnusableSnapshot, writeStamp } from "./snapshot-stamp.ts";

/** A piece is hashed on the event loop: in well under a millisecond. */
const pieceBytes = 262_144;
/** All pages in one step: a copy in several would begin anew with each change of the index. */
const wholeFile = 2 ** 31 - 1;

/**
 * Writes a snapshot of an index that is being changed: a copy of one state of it, compressed, behind a stamp. All of it
 * is done by other threads but the hashing. Takes the index's size on the same disk again for as long as it lasts.
 */
export async function writeSnapshot(file: IndexFile, target: string): Promise<void> {
  const copy = `${target}.copy`;
  const db = openForReading(file.path, file.source);
  try {
    const checkpoint = checkpointOf(db);
    await backup(db, copy, { rate: wholeFile });
    const hash = createHash("sha256");
    await pipeline(
      createReadStream(copy, { highWaterMark: pieceBytes }),
      through(hash),
      createZstdCompress(),
      createWriteStream(target, { start: stampBytes }),
    );
    const { size: bytes } = await stat(copy);
    await stamp(target, writeStamp({ source: file.source, checkpoint, bytes, sha256: hash.digest("hex") }));
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

async function stamp(path: string, line: Buffer): Promise<void> {
  const handle = await open(path, "r+");
  await handle.write(line, 0, stampBytes, 0).finally(() => handle.close());
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
  const pieces = content[Symbol.asyncIterator]();
  const hash = createHash("sha256");
  try {
    const { line, rest } = await takeStamp(pieces);
    const { bytes, sha256 } = readStamp(line, target);
    await pipeline(remaining(rest, pieces), createZstdDecompress(), through(hash, bytes), createWriteStream(part));
    const { size } = await stat(part);
    if (size !== bytes || hash.digest("hex") !== sha256) throw new UnusableSnapshot("The snapshot is damaged");
    await rename(part, target.path);
  } catch (error) {
    await Promise.all([pieces.return?.(), rm(part, { force: true })]);
    throw isOfZstd(error) ? new UnusableSnapshot("The snapshot is damaged", { cause: error }) : error;
  }
}

async function takeStamp(pieces: AsyncIterator<Uint8Array>): Promise<{ line: Buffer; rest: Buffer }> {
  let taken = Buffer.alloc(0);
  while (taken.length < stampBytes) {
    const { done, value } = await pieces.next();
    if (done) throw new UnusableSnapshot("The snapshot is not one");
    taken = Buffer.concat([taken, value]);
  }
  return { line: taken.subarray(0, stampBytes), rest: taken.subarray(stampBytes) };
}

async function* remaining(first: Buffer, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => pieces };
}

/** Hashes what passes, and lets no more through than was announced: little can be unpacked into very much. */
function through(hash: Hash, most = Number.POSITIVE_INFINITY): Transform {
  let seen = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      seen += piece.length;
      if (seen > most) return done(new UnusableSnapshot("The snapshot is larger than it says"));
      hash.update(piece);
      done(null, piece);
    },
  });
}

const isOfZstd = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^(ZSTD_|Z_BUF_ERROR|ERR_STREAM_PREMATURE)/.test(String(error.code));
