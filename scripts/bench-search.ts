import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureRebuild } from "./support/bench/search-rebuild.ts";
import { measureScan } from "./support/bench/search-scan.ts";
import { type SearchTimes, searchTimes } from "./support/bench/search-times.ts";

// Search by itself: query times beside others, and what a rebuild costs the event loop. Every ratio is of one run.

// Any credentials do: the only DynamoDB here is the embedded one.
process.env["AWS_ACCESS_KEY_ID"] ??= "local";
process.env["AWS_SECRET_ACCESS_KEY"] ??= "local";

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
  const rebuilt = await measureRebuild(size, join(folder, "rebuild"));
  const { seconds, delay, usualDelay, searches, searchMedian } = rebuilt;
  console.log(`\nrebuild of ${size} products in ${seconds.toFixed(1)} s, with ${searches} searches meanwhile,`);
  console.log(
    `median ${searchMedian.toFixed(2)} ms; event loop delay p99 ${delay.toFixed(1)} ms, ${usualDelay.toFixed(1)} ms without`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
