import { readFileSync } from "node:fs";

/** One defence taken out of the code, and the test that must then fail. */
export interface Removal {
  /** The row of docs/threat-model.md. */
  readonly row: number;
  /** File of the test, and how its name begins. */
  readonly test: string;
  readonly name: string;
  readonly changes: readonly Change[];
}

/** A text that is in a file once, and what stands there instead. */
interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * All of them, from `removals.txt`: for each a line `row test: name`, then for every change its file, the lines that go
 * (`-`) and the lines that come (`+`). A blank line ends it.
 */
export const removals: readonly Removal[] = readFileSync(new URL("removals.txt", import.meta.url), "utf8")
  .trim()
  .split("\n\n")
  .map(toRemoval);

function toRemoval(block: string): Removal {
  const [head = "", ...lines] = block.split("\n");
  const [, row, test = "", name = ""] = /^(\d+) (\S+): (.*)$/.exec(head) ?? [];
  const parts = lines.join("\n").split(/^(?=packages\/)/m);
  const path = test.includes("/") ? test : `test/oauth/${test}.test.ts`;
  return { row: Number(row), test: path, name, changes: parts.map(toChange) };
}

function toChange(part: string): Change {
  const [file = "", ...lines] = part.trimEnd().split("\n");
  const marked = (mark: string) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(2));
  return { file, from: marked("-").join("\n"), to: marked("+").join("\n") };
}
