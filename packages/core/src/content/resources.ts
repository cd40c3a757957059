import { type Outcome, ok, reject } from "../outcome.ts";
import { cursorScope, readCursor } from "../page.ts";
import type { CataloguePosition } from "../product/catalogue.ts";
import { getProduct } from "../product/get-product.ts";
import type { Product } from "../product/product.ts";
import { productPage } from "../product/product-page.ts";
import { cleanLine } from "../text.ts";
import { mostListed } from "./catalogue-values.ts";
import type { ContentNeeds, ResourceCard, ResourcePage, ResourceText } from "./content.ts";
import { shopTexts } from "./shop-texts.ts";

const productUri = "shop://product/";

/** The address of every product's page. */
export const productTemplate = {
  uriTemplate: `${productUri}{id}`,
  name: "product",
  title: "Product page",
  description: "One product: description, options, variants, price, stock, rating and return window, as they are now.",
  mimeType: "text/plain",
} as const;

const pageSize = 50;

interface Position {
  readonly last: CataloguePosition;
  readonly listed: number;
}

const scope = cursorScope("resources/list", "", {});

export const findText = (uri: string) => shopTexts.find((text) => text.uri === uri);

/**
 * The shop's own texts, then products, a page at a time. Ends after 200 products, however large the catalogue: who wants
 * more searches. While the catalogue is not loaded, there are only the texts. Refuses with `invalid_cursor`.
 */
export async function listResources(cursor: string | undefined, needs: ContentNeeds): Promise<Outcome<ResourcePage>> {
  const after = await readCursor<Position>(needs, cursor, scope);
  if (!after.ok) return after;
  const texts = after.value ? [] : shopTexts.map(({ text: _, ...card }): ResourceCard => card);
  const found = await needs.searchCatalogue({
    text: "",
    inStockOnly: false,
    sort: "relevance",
    limit: pageSize,
    after: after.value?.last,
  });
  if (!found.ok) return after.value ? found : ok({ resources: texts });

  const { hits, more } = found.value;
  const listed = (after.value?.listed ?? 0) + hits.length;
  const last = more && listed < mostListed ? hits.at(-1)?.position : undefined;
  return ok({
    resources: [...texts, ...hits.map(({ product }) => cardOf(product))],
    ...(last && { nextCursor: await needs.sealCursor({ last, listed } satisfies Position, scope) }),
  });
}

/** What stands at an address. Refuses with `not_found`, and as `get_product` does. */
export async function readResource(uri: string, needs: ContentNeeds): Promise<Outcome<ResourceText>> {
  const text = findText(uri);
  if (text) return ok({ uri, mimeType: text.mimeType, text: text.text(needs) });
  if (!uri.startsWith(productUri)) return reject("not_found", "There is no such resource");
  const found = await getProduct.call({ product_id: uri.slice(productUri.length) }, needs);
  if (!found.ok) return found.rejection.code === "invalid_argument" ? noSuchProduct : found;
  return ok({ uri, mimeType: productTemplate.mimeType, text: productPage(found.value) });
}

const noSuchProduct = reject("product_not_found", "Product not found");

const cardOf = ({ productId, name, category, updatedAt }: Product): ResourceCard => ({
  uri: `${productUri}${productId}`,
  name: productId,
  title: cleanLine(name, 120),
  description: cleanLine(category, 80),
  mimeType: productTemplate.mimeType,
  lastModified: updatedAt,
});
