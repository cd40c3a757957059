import { copyFileSync, createReadStream, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { IndexReader, IndexWriter, type SnapshotPorts, Snapshots, startIndexThread } from "@shop/search";
import { askQuestions } from "../relevance/questions.ts";
import { diceOf, makeShop } from "../relevance/shop.ts";
import { summary } from "./search-times.ts";

// One step of the measurements at a size, in a process of its own, so that its memory is its own. Prints one line of JSON.

const { values } = parseArgs({
  options: { step: { type: "string" }, products: { type: "string" }, folder: { type: "string" } },
});
const products = Number(values.products);
const folder = values.folder ?? "";
const source = "bench/products";
const path = join(folder, "index.sqlite");
const snapshotPath = join(folder, "snapshot");
const restoredPath = join(folder, "restored.sqlite");

const page = 500;
const changes = 1000;
const rounds = 2;
const browses = 20;

/** The constructed shop again and again, under new ids. One product in four has a model number that no other has. */
function* pages() {
  let made = 0;
  for (let seed = 1; made < products; seed++) {
    const dice = diceOf(seed);
    const shop = makeShop(seed)
      .slice(0, products - made)
      .map(({ product }) =>
        dice.roll(4) === 0 ? { ...product, name: `${product.name} ${seed}x${dice.roll(1_000_000)}` } : product,
      );
    made += shop.length;
    for (let start = 0; start < shop.length; start += page) yield shop.slice(start, start + page);
  }
}

/** Of the processor, in all threads: what else the machine does counts for little. */
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const rssMb = () => process.memoryUsage().rss / 1024 ** 2;
const peakMb = () => process.resourceUsage().maxRSS / 1024;
const bytesOf = (file: string) =>
  ["", "-wal"].reduce((sum, part) => sum + (existsSync(file + part) ? statSync(file + part).size : 0), 0);

function build() {
  const writer = IndexWriter.open(path, source);
  const start = cpuSeconds();
  let making = 0;
  for (let asked = start, it = pages(); ; asked = cpuSeconds()) {
    const { value, done } = it.next();
    making += cpuSeconds() - asked;
    if (done) break;
    writer.apply(value);
  }
  writer.complete(new Date().toISOString());
  const took = cpuSeconds() - start - making;
  writer.close();
  return { buildSeconds: took, diskMb: bytesOf(path) / 1024 ** 2, buildPeakMb: peakMb() };
}

/** The longest time in which nobody else had a turn while this was under way, in milliseconds. */
async function longestTurn(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let isDone: boolean = false;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isDone) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isDone = true;
  look();
  return longest;
}

async function search() {
  const start = cpuSeconds();
  const reader = await IndexReader.openInTurns(path, source);
  const openSeconds = cpuSeconds() - start;
  const openMb = rssMb();
  const thread = startIndexThread((error) => {
    throw error;
  });
  const texts = Object.values(askQuestions(1, makeShop(1))).flatMap((some) => some.map(({ text }) => text));
  const ask = async (text: string, more: object) => {
    const query = { text, inStockOnly: false, sort: "relevance", limit: 10, ...more } as const;
    const { terms, upTo } = reader.longPostings(query);
    if (terms.length > 0)
      reader.remember(terms, await thread.ask({ path, source }, { verb: "readPostings", terms, upTo }));
    await reader.searchInTurns(query);
  };
  const times = async (more: object, asked = texts) => {
    const best: number[] = [];
    const holds: number[] = [];
    for (let round = 0; round < rounds; round++)
      for (const [index, text] of asked.entries()) {
        const start = performance.now();
        const held = await longestTurn(() => ask(text, more));
        best[index] = Math.min(best[index] ?? Number.POSITIVE_INFINITY, performance.now() - start);
        holds[index] = Math.min(holds[index] ?? Number.POSITIVE_INFINITY, held);
      }
    return { ...summary(best), held: summary(holds) };
  };
  const words = await times({});
  const filtered = await times({ inStockOnly: true, maxPrice: 100 });
  const browsed = await times(
    { sort: "price_asc" },
    Array.from({ length: browses }, () => ""),
  );
  const out = { openSeconds, openMb, searchMb: rssMb(), words, filtered, browsed };
  thread.stop();
  reader.close();
  return out;
}

async function update() {
  const writer = IndexWriter.open(path, source);
  const reader = await IndexReader.openInTurns(path, source);
  const some = makeShop(1)
    .slice(0, Math.min(changes, products))
    .map(({ product }) => product);
  const updatedAt = new Date().toISOString();
  const microseconds = (change: (product: (typeof some)[number]) => object) => {
    const changed = some.map((product) => ({ ...product, ...change(product), updatedAt }));
    const start = performance.now();
    for (let at = 0; at < changed.length; at += 100) {
      writer.apply(changed.slice(at, at + 100));
      reader.follow();
    }
    return ((performance.now() - start) * 1000) / changed.length;
  };
  const priceMicroseconds = microseconds(() => ({ priceMinor: 1n }));
  const textMicroseconds = microseconds(({ name }) => ({ name: `${name} renamed` }));
  reader.close();
  writer.close();
  return { priceMicroseconds, textMicroseconds };
}

const inFolder: SnapshotPorts = {
  findSnapshot: async () => undefined,
  readSnapshot: async () => createReadStream(snapshotPath),
  saveSnapshot: async (file) => {
    copyFileSync(file, snapshotPath);
    return true;
  },
};
const snapshots = () =>
  new Snapshots(inFolder, {
    everyMs: 0,
    now: Date.now,
    onError: (error) => {
      throw error;
    },
  });

async function save() {
  const start = cpuSeconds();
  await snapshots().keep({ path, source });
  return { saveSeconds: cpuSeconds() - start, snapshotMb: bytesOf(snapshotPath) / 1024 ** 2, savePeakMb: peakMb() };
}

async function restore() {
  const start = cpuSeconds();
  const startMs = performance.now();
  await snapshots().restore({ path: restoredPath, source }, Number.MAX_SAFE_INTEGER / 2);
  const restoreSeconds = cpuSeconds() - start;
  (await IndexReader.openInTurns(restoredPath, source)).close();
  return {
    restoreSeconds,
    startSeconds: cpuSeconds() - start,
    restorePeakMb: peakMb(),
    startMs: performance.now() - startMs,
  };
}

const steps = { build, search, update, save, restore };
export type ScaleStep = keyof typeof steps;
export type ScaleFigures = ReturnType<typeof build> &
  Awaited<ReturnType<typeof search>> &
  Awaited<ReturnType<typeof update>> &
  Awaited<ReturnType<typeof save>> &
  Awaited<ReturnType<typeof restore>>;

console.log(JSON.stringify(await steps[values.step as ScaleStep]()));
