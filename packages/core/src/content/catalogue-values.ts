import { type Outcome, ok } from "../outcome.ts";
import type { Product } from "../product/product.ts";
import { cleanLine } from "../text.ts";
import type { Completion, ContentNeeds } from "./content.ts";

const mostValues = 20;
const longestName = 120;

type Complete = (typed: string, needs: ContentNeeds) => Promise<Outcome<Completion>>;

const fromCatalogue =
  (tell: (product: Product) => string): Complete =>
  async (typed, { completeProducts }) => {
    const found = await completeProducts(typed, mostValues + 1);
    if (!found.ok) return found;
    const values = [...new Set(found.value.map(tell))].slice(0, mostValues);
    return ok({ values, hasMore: found.value.length > mostValues });
  };

export const productIds = fromCatalogue(({ productId }) => productId);

/** Names of products: variants share one, which is told once. */
export const productNames = fromCatalogue(({ name }) => cleanLine(name, longestName));
