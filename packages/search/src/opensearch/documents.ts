import { meanRating, type Product, toMajor } from "@shop/core";
import { packProduct } from "../writer/packed-product.ts";
import { headOf, indexTermsOf, termsOf } from "../writer/terms.ts";

/**
 * Lines of a `_bulk` request. The version of a document is when its product changed: whoever writes it, and however
 * often, the newest stays. Delisted products stay as well, or an older version could come back.
 */
export const bulkLines = (products: readonly Product[]): readonly object[] =>
  products.flatMap((product) => [
    { index: { _id: product.productId, version: Date.parse(product.updatedAt), version_type: "external_gte" } },
    documentOf(product),
  ]);

const documentOf = (product: Product) => ({
  name: terms(product.name),
  brand: terms(product.brand ?? ""),
  category: terms(product.category),
  options: terms(Object.values(product.options ?? {}).join(" · ")),
  description: terms(product.description),
  exact_name: exactly(termsOf(product.name)),
  head: headOf(product.name),
  product_id: product.productId,
  category_name: product.category,
  category_key: product.category.toLowerCase(),
  ...(product.groupId !== undefined && { group_id: product.groupId }),
  status: product.status,
  in_stock: product.stockQuantity > 0,
  price: toMajor(product.priceMinor, product.currency),
  rating: meanRating(product),
  created_at: Date.parse(product.createdAt),
  product: packProduct(product),
});

const terms = (text: string): string => indexTermsOf(text).join(" ");

/** Lucene refuses a term of more than 32,766 bytes. */
const longest = 1000;
export const exactly = (found: readonly string[]): string => found.join(" ").slice(0, longest);
