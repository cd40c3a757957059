import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tables } from "@shop/aws";
import type { SourceFile } from "./import-shop-source.ts";

/** How far an import of these files into these tables has come. */
interface Checkpoint {
  readonly written: number;
  readonly total: number;
  /** ISO 8601; present once everything was written. */
  readonly finishedAt?: string;
}

/** Keeps the checkpoints of all imports. */
export interface Checkpoints {
  find(key: string): Checkpoint | undefined;
  save(key: string, checkpoint: Checkpoint): void;
}

/** The same files into the same tables of the same place are the same import, whatever the files are called. */
export function importKey(files: readonly SourceFile[], tables: Tables, place: string): string {
  const texts = files.map(({ text }) => createHash("sha256").update(text).digest("hex"));
  return createHash("sha256")
    .update(JSON.stringify([place, tables, texts]))
    .digest("hex");
}

/** Checkpoints in `folder`/imports.json. */
export function openCheckpoints(folder: string): Checkpoints {
  const file = join(folder, "imports.json");
  const known = readCheckpoints(file);
  return {
    find: (key) => known.get(key),
    save(key, checkpoint) {
      known.set(key, checkpoint);
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${file}.tmp`, JSON.stringify(Object.fromEntries(known), undefined, 2));
      renameSync(`${file}.tmp`, file);
    },
  };
}

function readCheckpoints(file: string): Map<string, Checkpoint> {
  if (!existsSync(file)) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, "utf8"))));
  } catch (cause) {
    throw new Error(`Cannot read ${file}: delete it to import from the start`, { cause });
  }
}
