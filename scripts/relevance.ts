import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contains, ours, plainFts5 } from "./support/relevance/engines.ts";
import { mean, qualityOf } from "./support/relevance/measure.ts";
import { absentQuestions, askQuestions } from "./support/relevance/questions.ts";
import { makeShop } from "./support/relevance/shop.ts";

// How good the search is, beside others, on a constructed shop. The second seed was not looked at while it was tuned.
const seeds = { "the shop it was tuned on": 1, "a shop it had not seen": 2 };

const folder = mkdtempSync(join(tmpdir(), "shop-relevance-"));
const cell = (value: number): string => value.toFixed(2).padStart(6);

for (const [title, seed] of Object.entries(seeds)) {
  const shop = makeShop(seed);
  const products = shop.map(({ product }) => product);
  const questions = askQuestions(seed, shop);
  const engines = [ours(products, join(folder, `${seed}.sqlite`)), ...plainFts5(products), contains(products)];
  const classes = Object.keys(questions);
  console.log(`\n${title}: ${products.length} products, ${Object.values(questions).flat().length} questions, NDCG@10`);
  console.log([" ".repeat(16), ...["all", "empty", ...classes].map((name) => name.slice(0, 6).padStart(6))].join(" "));
  for (const engine of engines) {
    const qualities = Object.values(questions).map((some) => qualityOf(engine, some, shop));
    const [all, empty] = [mean(qualities.map(({ ndcg }) => ndcg)), mean(qualities.map((quality) => quality.empty))];
    console.log([engine.name.padEnd(16), cell(all), cell(empty), ...qualities.map(({ ndcg }) => cell(ndcg))].join(" "));
    const absent = absentQuestions().filter((text) => engine.find(text).length === 0).length;
    console.log(`  ${absent} of ${absentQuestions().length} questions for what the shop does not have found nothing`);
    engine.close();
  }
}
rmSync(folder, { recursive: true, force: true });
