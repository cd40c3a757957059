import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { removals } from "../support/oauth/removals.ts";

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

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether the beginning of a test's name is of a name as it is cited, where `%s` stands for anything. */
const isOf = (cited: string, name: string): boolean =>
  cited.startsWith(name) || new RegExp(`^${cited.split(/%[sj]/).map(escaped).join(".+")}`).test(name);

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

  it.each(rows)("| %s | has for every test of it a defence without which it fails (%s %s)", (...cells) => {
    const [, row, , , , tests = ""] = cells;
    const own = removals.filter((removal) => removal.row === Number(row));
    const cited = citations(tests);
    const unproven = cited.filter(
      ({ path, name }) => !own.some((removal) => removal.test === path && isOf(name, removal.name)),
    );
    expect(unproven).toEqual([]);
    const uncited = own.filter(
      (removal) => !cited.some(({ path, name }) => removal.test === path && isOf(name, removal.name)),
    );
    expect(uncited).toEqual([]);
  });

  it.each(removals)("the defence of row $row that $test is about is where it was: $name", ({ changes }) => {
    for (const { file, from } of changes)
      expect([file, from, readFileSync(file, "utf8").split(from).length - 1]).toEqual([file, from, 1]);
  });

  it("counts its rows", () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_, index) => index + 1));
    expect(rows.length).toBeGreaterThan(25);
  });
});
