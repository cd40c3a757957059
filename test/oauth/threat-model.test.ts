import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const rows = readFileSync("docs/threat-model.md", "utf8")
  .split("\n")
  .filter((line) => /^\| *\d+ *\|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

/** `file` "test", "test"; `file` "test" */
const citations = (cell: string) =>
  cell.split(";").flatMap((part) => {
    const [, file = ""] = /`([^`]+)`/.exec(part) ?? [];
    const path = file.endsWith(".ts") ? file : `test/oauth/${file}.test.ts`;
    return [...part.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => ({ path, name }));
  });

describe("the threat model", () => {
  it.each(rows)("| %s | names a defence and tests of it that exist (%s %s)", (...cells) => {
    const [, , , , defence = "", tests = ""] = cells;
    expect(defence).not.toBe("");
    const cited = citations(tests);
    expect(cited.length).toBeGreaterThan(0);
    for (const { path, name } of cited) {
      expect([path, existsSync(path)]).toEqual([path, true]);
      const found = readFileSync(path, "utf8").includes(`"${name}`);
      expect([path, name, found]).toEqual([path, name, true]);
    }
  });

  it("counts its rows", () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.length).toBeGreaterThan(25);
  });
});
