import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { ScaleFigures, ScaleStep } from "./support/bench/scale-step.ts";

// What the search index takes and gives as the catalogue grows (docs/decisions/search-scale.md). A million products need
// 4 GB of disk and some minutes.

const { values } = parseArgs({ options: { products: { type: "string", default: "1000,10000,100000,1000000" } } });
const script = fileURLToPath(new URL("support/bench/scale-step.ts", import.meta.url));
const steps: readonly ScaleStep[] = ["build", "search", "save", "restore", "update"];

function measure(products: number): ScaleFigures {
  const folder = mkdtempSync(join(tmpdir(), "shop-bench-scale-"));
  try {
    return Object.assign({}, ...steps.map((step) => run(step, products, folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(step: ScaleStep, products: number, folder: string): Partial<ScaleFigures> {
  const options = ["--step", step, "--products", String(products), "--folder", folder];
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, ...options], { encoding: "utf8" });
  process.stderr.write(`${products} ${step} ${stdout}`);
  if (status !== 0) throw new Error(`${step} at ${products} products failed: ${stderr}`);
  return JSON.parse(stdout);
}

const rows: readonly (readonly [string, (figures: ScaleFigures) => number, number])[] = [
  ["build, CPU s", ({ buildSeconds }) => buildSeconds, 1],
  ["build, peak MB", ({ buildPeakMb }) => buildPeakMb, 0],
  ["index on disk, MB", ({ diskMb }) => diskMb, 1],
  ["open, CPU s", ({ openSeconds }) => openSeconds, 2],
  ["memory when open, MB", ({ openMb }) => openMb, 0],
  ["memory after searches, MB", ({ searchMb }) => searchMb, 0],
  ["words, median ms", ({ words }) => words.median, 2],
  ["words, p99 ms", ({ words }) => words.p99, 2],
  ["words and filters, median ms", ({ filtered }) => filtered.median, 2],
  ["words and filters, p99 ms", ({ filtered }) => filtered.p99, 2],
  ["browsing by price, median ms", ({ browsed }) => browsed.median, 2],
  ["words, loop held, median ms", ({ words }) => words.held.median, 2],
  ["words, loop held, p99 ms", ({ words }) => words.held.p99, 2],
  ["browsing, loop held, p99 ms", ({ browsed }) => browsed.held.p99, 2],
  ["new price, us", ({ priceMicroseconds }) => priceMicroseconds, 0],
  ["new text, us", ({ textMicroseconds }) => textMicroseconds, 0],
  ["snapshot, MB", ({ snapshotMb }) => snapshotMb, 1],
  ["snapshot, save CPU s", ({ saveSeconds }) => saveSeconds, 1],
  ["snapshot, save peak MB", ({ savePeakMb }) => savePeakMb, 0],
  ["snapshot, unpack CPU s", ({ restoreSeconds }) => restoreSeconds, 2],
  ["ready from snapshot, CPU s", ({ startSeconds }) => startSeconds, 2],
  ["ready from snapshot, s", ({ startMs }) => startMs / 1000, 2],
  ["ready from snapshot, peak MB", ({ restorePeakMb }) => restorePeakMb, 0],
  [
    "ready from snapshot / built",
    ({ startSeconds, buildSeconds, openSeconds }) => startSeconds / (buildSeconds + openSeconds),
    2,
  ],
];

const sizes = values.products.split(",").map(Number);
const measured = sizes.map(measure);
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown"}\n`);
console.log(["products".padEnd(30), ...sizes.map((size) => String(size).padStart(10))].join(""));
for (const [name, value, digits] of rows)
  console.log([name.padEnd(30), ...measured.map((figures) => value(figures).toFixed(digits).padStart(10))].join(""));
