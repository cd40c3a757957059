import * as z from "zod";
import { ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { windowDaysOf } from "../return/return-policy.ts";
import { productId } from "../schemas.ts";
import { type Caller, publicTool } from "../tool.ts";
import type { Product } from "./product.ts";
import { type ProductAnswer, productAnswer, toProductAnswer } from "./product-answer.ts";

type Needs = Pick<Caller, "agent"> & Pick<Ports, "findProduct" | "searchCatalogue" | "returnPolicy">;

const mostVariants = 50;

export const getProduct = publicTool({
  name: "get_product",
  title: "Product details",
  description: "One product in full: description, options and sibling variants, price, stock, rating, return policy.",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: () => z.strictObject({ product_id: productId("Product.") }),
  output: () =>
    z.object({
      product: productAnswer(),
      variants: z.array(productAnswer()),
      return_policy: z.looseObject({}),
    }),

  async handler({ product_id }, { agent, findProduct, searchCatalogue, returnPolicy }: Needs) {
    const product = await findProduct(product_id);
    if (!product) return reject("product_not_found", "Product not found");
    const days = windowDaysOf(product, returnPolicy);
    const told = toProductAnswer(product, "detailed");
    return ok({
      product: agent.channel === "rest" ? told : withoutImages(told),
      variants: (await siblings(product, searchCatalogue)).map((sibling) => toProductAnswer(sibling, "concise")),
      return_policy: { window_days: days, counted_from: "delivery", refund: "original payment method by default" },
    });
  },
});

/** The other products of the group. Without an answer from the search replica, the product still has its page. */
async function siblings({ productId: id, groupId }: Product, search: Ports["searchCatalogue"]): Promise<Product[]> {
  if (groupId === undefined) return [];
  const found = await search({ text: "", groupId, inStockOnly: false, sort: "price_asc", limit: mostVariants });
  return found.ok ? found.value.hits.map(({ product }) => product).filter((product) => product.productId !== id) : [];
}

/** An agent cannot look at an address of an image, and pays for it. */
const withoutImages = ({ image_urls: _, ...product }: ProductAnswer): ProductAnswer => product;
