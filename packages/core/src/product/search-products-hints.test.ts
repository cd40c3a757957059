import { expect, it } from "vitest";
import { ok } from "../outcome.ts";
import { accepted, openSeal } from "../test-support.ts";
import { searchProducts } from "./search-products.ts";

const nothing = { hits: [], totalMatches: 0, more: false, categories: {} };

it("says how a typing error was read, and which filter was in the way", async () => {
  const searchCatalogue = async () => ok({ ...nothing, didYouMean: "tea", withoutFilter: { max_price: 3 } });
  const { facets } = accepted(await searchProducts.call({ query: "taeh" }, { searchCatalogue, ...openSeal }));
  expect(facets).toEqual({ categories: {}, did_you_mean: "tea", matches_without: { max_price: 3 } });
});

it("says of when the answer is, when the catalogue has not heard of the shop for long", async () => {
  const asOf = "2026-06-01T12:00:00.000Z";
  const { facets } = accepted(
    await searchProducts.call({}, { searchCatalogue: async () => ok({ ...nothing, asOf }), ...openSeal }),
  );
  expect(facets).toEqual({ categories: {}, as_of: asOf });
});

it("says none of it where there is nothing to say", async () => {
  const { facets } = accepted(await searchProducts.call({}, { searchCatalogue: async () => ok(nothing), ...openSeal }));
  expect(facets).toEqual({ categories: {} });
});
