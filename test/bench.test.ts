import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
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
    { subject: "echo", amount: base },
    { subject: "search", amount: search },
    { subject: "list", amount: list },
  ]);
  const rows = toRows(rounds, "echo");
  expect(rows).toEqual([
    { subject: "echo", amount: 50, ratio: 1 },
    { subject: "search", amount: 200, ratio: 4 },
    { subject: "list", amount: 430, ratio: 8.6 },
  ]);
  expect(toTable(rows, "CPU per call", "µs")).toBe(
    [
      "| CPU per call |  µs | ratio |",
      "| ------------ | --: | ----: |",
      "| echo         |  50 |  1.0x |",
      "| search       | 200 |  4.0x |",
      "| list         | 430 |  8.6x |",
    ].join("\n"),
  );
});

const subjects = [
  "node:http echo",
  "REST search, stubbed",
  "2025-11-25 search, stubbed",
  "2026-07-28 search, stubbed",
  "REST search, real",
  "2025-11-25 search, real",
  "2026-07-28 search, real",
  "2025-11-25 tools/list",
  "2026-07-28 tools/list",
  "REST order history",
  "SDK 1.32, as documented: search",
  "SDK 1.32, as documented: tools/list",
  "SDK 2.4, as documented: search",
  "SDK 2.4, as documented: tools/list",
  "fastmcp 4.20 for Node: search",
  "fastmcp 4.20 for Node: tools/list",
  "node alone",
  "DynamoDB client alone",
  "Lambda, all of its start",
];

it.runIf(process.platform === "linux")(
  "measures every subject, memory, latency and starts in one run, against servers that answer",
  async () => {
    // Figures that mean nothing, in less time: here it only matters that there are some.
    const child = spawn(process.execPath, ["scripts/bench.ts", "--quick", "--stretch", "100"], {
      env: { ...process.env, BENCH_PYTHON: "no-such-python" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const rows = new Map(
      [...out.matchAll(/^\| (.+?) +\| +(\d+) \| +([\d.]+)x \|$/gm)].map(([, subject = "", amount, ratio]) => [
        subject,
        { amount: Number(amount), ratio: Number(ratio) },
      ]),
    );
    expect([...rows.keys()], errors).toEqual(subjects);
    for (const { amount, ratio } of rows.values()) {
      expect(amount).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0);
    }
    expect(out).toContain("FastMCP for Python is left out: no-such-python has no fastmcp.");
    expect(out).toMatch(/^resident memory +\d+ MB idle; after each fifth of 500 searches: (\d+, ){4}\d+ MB$/m);
    expect(out).toMatch(/^half of saturation +\d+ searches\/s: p99 is [\d.]+x p50 \([\d.]+ ms\)$/m);
    expect(out).toMatch(/^ {2}echo, as many +p99 is [\d.]+x p50 \([\d.]+ ms\)$/m);
    expect(out).toMatch(/^container to \/ready +\d+ ms/m);
  },
  180_000,
);
