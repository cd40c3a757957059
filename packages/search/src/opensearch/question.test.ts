import type { Search_RequestBody } from "@opensearch-project/opensearch/api/_core/search.js";
import type { Indices_Create_RequestBody } from "@opensearch-project/opensearch/api/indices/create.js";
import type { CatalogueQuery, CatalogueSort } from "@shop/core";
import { describe, expect, it } from "vitest";
import { indexDefinition } from "./index-definition.ts";
import { questionOf, relaxationsOf } from "./question.ts";

const browse: CatalogueQuery = { text: "", inStockOnly: false, sort: "relevance", limit: 10 };

it("speaks the language of the cluster's own specification", () => {
  // The types are generated from OpenSearch's API specification: what is not in it does not compile.
  const bodies: (Search_RequestBody | Indices_Create_RequestBody)[] = [
    questionOf(browse, "as written"),
    questionOf({ ...browse, text: "wireless head phones", category: "Home", minPrice: 1 }, "as meant"),
    relaxationsOf({ ...browse, inStockOnly: true }, "as written"),
    indexDefinition,
  ];
  expect(bodies).toHaveLength(4);
});

it("browses what is listed, counts all of it, and asks for one product more than the page holds", () => {
  expect(questionOf(browse, "as written")).toEqual({
    size: 11,
    timeout: "2s",
    track_total_hits: true,
    _source: ["product"],
    query: { bool: { filter: [{ term: { status: "active" } }] } },
    sort: [{ _score: { order: "desc" } }, { product_id: { order: "asc" } }],
    aggs: { categories: { terms: { field: "category_name", size: 100 } } },
  });
});

it("filters by every filter of the shop, bounds included, whatever the category's capitals", () => {
  const prices = { minPrice: 9.99, maxPrice: 20 };
  const query = { ...browse, ...prices, category: "HOME", inStockOnly: true, groupId: "g-1", minRating: 4.1 };
  expect(questionOf(query, "as written").query.bool.filter).toEqual([
    { term: { status: "active" } },
    { term: { category_key: "home" } },
    { range: { price: { gte: 9.99 } } },
    { range: { price: { lte: 20 } } },
    { term: { in_stock: true } },
    { term: { group_id: "g-1" } },
    { range: { rating: { gte: 4.1 } } },
  ]);
  // A rating of 0 is that of a product that nobody has rated.
  expect(questionOf({ ...browse, minRating: 0 }, "as written").query.bool.filter.at(-1)).toEqual({
    range: { rating: { gte: 0.1 } },
  });
});

describe("a place in the order", () => {
  it.each<[CatalogueSort, object, number, number]>([
    ["relevance", { _score: { order: "desc" } }, -61.5, 61.5],
    ["price_asc", { price: { order: "asc" } }, 19.99, 19.99],
    ["price_desc", { price: { order: "desc" } }, -19.99, 19.99],
    ["rating", { rating: { order: "desc" } }, -4.5, 4.5],
    ["newest", { created_at: { order: "desc" } }, -1_767_225_600_000, 1_767_225_600_000],
  ])("by %s is the sort key and then the product's id", (sort, first, key, place) => {
    const { sort: order, search_after } = questionOf(
      { ...browse, sort, after: { key, productId: "p-7" } },
      "as written",
    );
    expect(order).toEqual([first, { product_id: { order: "asc" } }]);
    expect(search_after).toEqual([place, "p-7"]);
  });
});

describe("words", () => {
  const wordClauses = (text: string, reading: "as written" | "as meant" = "as written") => {
    const { bool } = questionOf({ ...browse, text }, reading).query;
    const { must: [words] = [], should: bonuses } = bool;
    return { words: words && Object.values(words)[0], bonuses };
  };
  const inEachField = (clause: (field: string) => object, share: number) =>
    Object.entries({ name: 8, brand: 4, category: 4, options: 4, description: 1 }).map(([field, worth]) => ({
      constant_score: { filter: clause(field), boost: share * (20 + worth) },
    }));

  it("are looked for in every field, at least one of them, each worth its best place", () => {
    const { words } = wordClauses("kettle");
    expect(words).toEqual({
      should: [{ dis_max: { queries: inEachField((field) => ({ term: { [field]: { value: "kettl" } } }), 1) } }],
      minimum_should_match: 1,
    });
  });

  it("count for less when they are only meant by a synonym, and phrases stay together", () => {
    const { words } = wordClauses("powerbank");
    const [{ dis_max }] = words.should;
    expect(dis_max.queries).toContainEqual({
      constant_score: {
        filter: { match_phrase: { name: { query: "power bank" } } },
        boost: 0.8 * 28,
      },
    });
  });

  it("may have typing errors in the second reading, but not in their first letter", () => {
    const { words } = wordClauses("kettel", "as meant");
    const fuzzy = (field: string) => ({
      fuzzy: { [field]: { value: "kettel", fuzziness: "AUTO:4,8", prefix_length: 1 } },
    });
    expect(words.should).toEqual([{ dis_max: { queries: inEachField(fuzzy, 1) } }]);
  });

  it("are read by the rules of goods: units in one spelling, no small talk", () => {
    const { words, bonuses } = wordClauses("Looking for a 16 GB laptop");
    expect(words.should).toHaveLength(2);
    expect(JSON.stringify(words)).toContain('"16gb"');
    expect(bonuses).toContainEqual({
      constant_score: { filter: { match_phrase: { name: { query: "16gb laptop" } } }, boost: 10 },
    });
  });

  it("put the product of exactly that name first, and goods of that kind before their accessories", () => {
    const { bonuses } = wordClauses("Laptop");
    expect(bonuses).toEqual([
      { constant_score: { filter: { term: { exact_name: { value: "laptop" } } }, boost: 100 } },
      { constant_score: { filter: { terms: { head: ["laptop"] } }, boost: 6 } },
    ]);
  });

  it("of which nothing is left find nothing", () => {
    expect(questionOf({ ...browse, text: "?!" }, "as written").query.bool).toMatchObject({
      must: [{ match_none: {} }],
    });
  });

  it("score by themselves alone: no clause weighs a word by how rare it is", () => {
    const partsOf = ({ must = [], should = [] }: any) => [...must, ...should];
    const scoring = (clause: any): boolean =>
      "constant_score" in clause ||
      ("dis_max" in clause && clause.dis_max.queries.every(scoring)) ||
      ("bool" in clause && partsOf(clause.bool).every(scoring));
    expect(scoring(questionOf({ ...browse, text: "wireless head phones" }, "as meant").query)).toBe(true);
    expect(scoring({ bool: { must: [{ match: { name: "x" } }] } })).toBe(false);
  });
});

it("counts what would match without each filter, all others kept", () => {
  expect(relaxationsOf({ ...browse, category: "Home", maxPrice: 5 }, "as written")).toEqual({
    size: 0,
    timeout: "2s",
    query: { bool: { filter: [{ term: { status: "active" } }] } },
    aggs: {
      category: { filter: { bool: { filter: [{ term: { status: "active" } }, { range: { price: { lte: 5 } } }] } } },
      max_price: { filter: { bool: { filter: [{ term: { status: "active" } }, { term: { category_key: "home" } }] } } },
    },
  });
});
