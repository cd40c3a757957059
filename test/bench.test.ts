import { expect, it } from "vitest";
import { median, toRows, toTable } from "../scripts/support/bench-table.ts";

it("takes the middle of an odd number of values and the mean of the middle two of an even one", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 2, 4, 1])).toBe(3);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

it("compares each subject's median with the baseline's of the same run", () => {
  const rounds = [
    [50, 200, 500],
    [40, 180, 410],
    [60, 900, 430],
  ].flatMap(([base = 0, search = 0, list = 0]) => [
    { subject: "echo", microseconds: base },
    { subject: "search", microseconds: search },
    { subject: "list", microseconds: list },
  ]);
  const rows = toRows(rounds, "echo");
  expect(rows).toEqual([
    { subject: "echo", microseconds: 50, ratio: 1 },
    { subject: "search", microseconds: 200, ratio: 4 },
    { subject: "list", microseconds: 430, ratio: 8.6 },
  ]);
  expect(
    toTable(rows)
      .split("\n")
      .map((line) => line.trim().split(/\s{2,}/)),
  ).toEqual([
    ["server CPU per call", "µs", "ratio"],
    ["echo", "50", "1.0x"],
    ["search", "200", "4.0x"],
    ["list", "430", "8.6x"],
  ]);
});
