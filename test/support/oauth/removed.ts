import { readFileSync } from "node:fs";
import { join } from "node:path";
import { removals } from "./removals.ts";

const removal = removals[Number(process.env["REMOVAL"])];
if (!removal) throw new Error("REMOVAL names no removal");

/** The files of the removal whose place in the list is REMOVAL, by path, as they are without the defence. */
export const removed = new Map<string, string>();
for (const { file, from, to } of removal.changes) {
  const path = join(process.cwd(), file);
  removed.set(
    path,
    (removed.get(path) ?? readFileSync(path, "utf8")).replace(from, () => to),
  );
}
