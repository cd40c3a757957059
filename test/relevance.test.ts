import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, ours, plainFts5 } from "../scripts/support/relevance/engines.ts";
import { mean, type Quality, qualityOf } from "../scripts/support/relevance/measure.ts";
import { absentQuestions, askQuestions } from "../scripts/support/relevance/questions.ts";
import { type Made, makeShop } from "../scripts/support/relevance/shop.ts";

const folder = mkdtempSync(join(tmpdir(), "shop-relevance-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const average = (qualities: readonly Quality[]) => mean(qualities.map(({ ndcg }) => ndcg));

// What `npm run relevance` prints. The shop of the second seed was not looked at while the ranking was made.
describe.each([1, 2])("the constructed shop of seed %d", (seed) => {
  let shop: readonly Made[];
  let engine: Engine;
  let questions: ReturnType<typeof askQuestions>;
  let qualities: Record<string, Quality>;

  beforeAll(() => {
    shop = makeShop(seed);
    questions = askQuestions(seed, shop);
    const products = shop.map(({ product }) => product);
    engine = ours(products, join(folder, `${seed}.sqlite`));
    qualities = Object.fromEntries(
      Object.entries(questions).map(([name, some]) => [name, qualityOf(engine, some, shop)]),
    );
  });
  afterAll(() => engine.close());

  it("has more than 5,000 products and 500 questions of nine classes, with something good for each", () => {
    const asked = Object.values(questions).flat();
    expect([shop.length > 5000, asked.length >= 500, Object.keys(questions).length]).toEqual([true, true, 9]);
    for (const { text, gradeOf } of asked)
      expect(
        shop.some((made) => gradeOf(made) === 2),
        text,
      ).toBe(true);
  });

  it("is answered well in every class", () => {
    for (const [name, { ndcg }] of Object.entries(qualities)) expect(ndcg, name).toBeGreaterThanOrEqual(0.9);
    expect(average(Object.values(qualities))).toBeGreaterThanOrEqual(0.95);
  });

  it("leaves no question without an answer", () => {
    expect(mean(Object.values(qualities).map(({ empty }) => empty))).toBeLessThanOrEqual(0.01);
  });

  it("is answered better than by FTS5 as it comes", () => {
    for (const other of plainFts5(shop.map(({ product }) => product))) {
      const theirs = Object.values(questions).map((some) => qualityOf(other, some, shop));
      expect(average(Object.values(qualities)), other.name).toBeGreaterThan(average(theirs));
    }
  });

  it("finds next to nothing for what it does not have, rather than something that only sounds alike", () => {
    const found = absentQuestions().filter((text) => engine.find(text).length > 0);
    expect(found.length, found.join(", ")).toBeLessThanOrEqual(1);
  });
});
