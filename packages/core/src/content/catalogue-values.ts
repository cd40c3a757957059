import { type Outcome, ok } from "../outcome.ts";
import type { Product } from "../product/product.ts";
import { cleanLine } from "../text.ts";
import type { Completion, ContentNeeds } from "./content.ts";

const mostValues = 20;
/** Variants share a name: so many products are looked at for so many names. */
const mostLookedAt = 50;
/** As many products as resources/list shows. */
export const mostListed = 200;
const longestName = 120;

/** Names of products that match what is typed; of the first ones while nothing is. */
export async function productNames(typed: string, needs: ContentNeeds): Promise<Outcome<Completion>> {
  const found = await matching(typed, needs);
  return found.ok ? ok(cut(found.value.map(({ name }) => cleanLine(name, longestName)))) : found;
}

/** Ids of listed products that begin so, and ids of products whose text matches. */
export async function productIds(typed: string, needs: ContentNeeds): Promise<Outcome<Completion>> {
  const listed = await browse("", mostListed, needs);
  if (!listed.ok) return listed;
  const found = await matching(typed, needs);
  if (!found.ok) return found;
  const ids = [...listed.value.filter(({ productId }) => productId.startsWith(typed)), ...found.value];
  return ok(cut(ids.map(({ productId }) => productId)));
}

const matching = (typed: string, needs: ContentNeeds) => browse(typed, mostLookedAt, needs);

async function browse(
  text: string,
  limit: number,
  { searchCatalogue }: ContentNeeds,
): Promise<Outcome<readonly Product[]>> {
  const found = await searchCatalogue({ text, inStockOnly: false, sort: "relevance", limit });
  return found.ok ? ok(found.value.hits.map(({ product }) => product)) : found;
}

function cut(all: readonly string[]): Completion {
  const values = [...new Set(all)];
  return { values: values.slice(0, mostValues), hasMore: values.length > mostValues };
}
