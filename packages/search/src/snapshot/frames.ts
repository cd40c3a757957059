import type { FileHandle } from "node:fs/promises";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import type { Inlet } from "./inlet.ts";
import { UnusableSnapshot } from "./snapshot-stamp.ts";

/** Of the index file in each frame. Frames know nothing of each other: several are packed and unpacked at once. */
export const frameBytes = 4 * 1024 * 1024;

/** Before each frame, how long it is. */
const headBytes = 4;
const mostPacked = 2 * frameBytes;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A piece of a file as a frame: its length, and it in zstd. */
export async function packFrame(from: FileHandle, start: number, bytes: number) {
  const { buffer, bytesRead } = await from.read(Buffer.allocUnsafe(bytes), 0, bytes, start);
  if (bytesRead !== bytes) throw new Error("The copy of the index is shorter than it was");
  const packed = await compress(buffer);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(packed.length);
  return { head, packed };
}

/** The next frame as it was packed; `undefined` at the end. */
export async function takeFrame(from: Inlet): Promise<Buffer | undefined> {
  const head = await from.take(headBytes);
  if (head.length === 0) return undefined;
  const length = head.length < headBytes ? Number.POSITIVE_INFINITY : head.readUInt32LE();
  const packed = length > mostPacked ? head : await from.take(length);
  if (packed.length !== length) throw damaged();
  return packed;
}

/** Writes what is in a frame to its place in a file. Throws `UnusableSnapshot` when that is not just so many bytes. */
export async function unpackFrame(packed: Buffer, to: FileHandle, start: number, bytes: number): Promise<void> {
  // One piece of memory takes all of it, with a little room to end in.
  const options = { chunkSize: bytes + 64, maxOutputLength: bytes };
  const unpacked = await decompress(packed, options).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ERR_BUFFER_TOO_LARGE") throw new UnusableSnapshot("The snapshot is larger than it says");
    throw damaged(cause);
  });
  if (unpacked.length !== bytes) throw damaged();
  await writeAll(to, unpacked, start);
}

/** A disk that gets full takes a part of what it is given, and says no only to the next. */
export async function writeAll(to: FileHandle, bytes: Buffer, start: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await to.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
}

export const damaged = (cause?: unknown): UnusableSnapshot =>
  new UnusableSnapshot("The snapshot is damaged", { cause });
