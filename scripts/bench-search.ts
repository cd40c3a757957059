import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureRebuild } from "./support/bench/search-rebuild.ts";
import { measureScan } from "./support/bench/search-scan.ts";
import { type SearchTimes, searchTimes } from "./support/bench/search-times.ts";

// Search by itself: query times beside others, and what a rebuild costs the event loop. Every ratio is of one run.

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const sizes = values.quick ? [2000] : [10_000, 100_000];
const folder = mkdtempSync(join(tmpdir(), "shop-bench-search-"));

const line = ({ engine, median, p99, mean }: SearchTimes, first: SearchTimes): string =>
  [
    engine.padEnd(20),
    ...[median, p99, mean].map((value) => value.toFixed(3).padStart(10)),
    `${(mean / first.mean).toFixed(1)}x`.padStart(9),
  ].join(" ");

try {
  for (const size of sizes) {
    const rows = [...searchTimes(size, folder), ...(size <= 10_000 ? [await measureScan(size)] : [])];
    console.log(`\n${size} products, ms per query     median        p99       mean  mean, as ratio`);
    for (const row of rows) console.log(line(row, rows[0] as SearchTimes));
  }
  const size = Math.max(...sizes);
  const rebuild = await measureRebuild(size, join(folder, "rebuild"));
  console.log(
    `\nrebuild of ${size}: ${rebuild.seconds.toFixed(1)} s; event loop delay p99 ${rebuild.delayP99.toFixed(1)} ms,`,
  );
  console.log(
    `at most ${rebuild.delayMost.toFixed(1)} ms; ${rebuild.searches} searches meanwhile, median ${rebuild.searchMedian.toFixed(2)} ms`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
