import { mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SqliteIndex } from "../sqlite-index.ts";
import { kettle } from "../test-support.ts";
import { type SnapshotPorts, Snapshots } from "./snapshots.ts";

const start = Date.parse("2026-06-01T12:00:00.000Z");
export const checkpoint = "2026-06-01T11:59:00.000Z";
export const hour = 3_600_000;
export const source = "us-west-2/products";

/** The one place for snapshots, as a stage's servers share it. */
export class Store implements SnapshotPorts {
  bytes: Buffer | undefined;
  version = 0;
  savedAt = 0;
  /** The time, for this store and its servers. */
  now = start;
  readonly errors: Error[] = [];
  readonly saves: boolean[] = [];

  async findSnapshot() {
    return this.bytes && { tag: `v${this.version}`, savedAt: this.savedAt };
  }

  async readSnapshot() {
    const { bytes } = this;
    return (
      bytes &&
      (async function* () {
        for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
      })()
    );
  }

  /** A server that shares this store. */
  server(): Snapshots {
    return new Snapshots(this, {
      everyMs: hour,
      now: () => this.now,
      onError: (error) => this.errors.push(error as Error),
    });
  }

  async saveSnapshot(path: string, instead: string | undefined) {
    const isFirst = instead === (this.bytes && `v${this.version}`);
    this.saves.push(isFirst);
    if (isFirst) {
      this.bytes = readFileSync(path);
      this.version += 1;
      this.savedAt = this.now;
    }
    return isFirst;
  }
}

/** Of the tests of one file, which remove what is in it when they are through. */
export const folder = join(tmpdir(), `shop-snapshots-${process.pid}`);
let count = 0;
export function newPath(): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `snapshot-test-${++count}.sqlite`);
}

/** An index of products with these names, in a file of its own. */
export function indexNamed(...names: readonly string[]) {
  const path = newPath();
  const index = SqliteIndex.open(path, source);
  index.apply(
    names.map((name, number) => ({ ...kettle, productId: `prod-${number}`, name })),
    checkpoint,
  );
  return { index, file: { path, source } };
}
