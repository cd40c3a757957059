import type { Product } from "@shop/core";

/**
 * A product as two lines of JSON: first what can be searched for, so that a change of price is told from one of words.
 * Values without their names: those would be a third of an index.
 */
export function packProduct(product: Product): string {
  const { name, brand, category, options, description, productId, groupId, priceMinor, ...others } = product;
  const { currency, stockQuantity, status, imageUrls, ratingSum, ratingCount, createdAt, updatedAt, ...none } = others;
  // Fails to compile when a product gets a field that is not packed.
  none satisfies Record<string, never>;
  const text = [name, brand, category, options, description];
  const rest = [productId, groupId, String(priceMinor), currency, stockQuantity, status, imageUrls];
  return `${JSON.stringify(text)}\n${JSON.stringify([...rest, ratingSum, ratingCount, createdAt, updatedAt])}`;
}

export function unpackProduct(packed: string): Product {
  const end = packed.indexOf("\n");
  const [name, brand, category, options, description] = JSON.parse(packed.slice(0, end));
  const rest = JSON.parse(packed.slice(end + 1));
  const [productId, groupId, price, currency, stockQuantity, status, imageUrls, ...more] = rest;
  const [ratingSum, ratingCount, createdAt, updatedAt] = more;
  return {
    ...{
      productId,
      name,
      description,
      category,
      priceMinor: BigInt(price),
      currency,
      stockQuantity,
      status,
      imageUrls,
    },
    ...{ ratingSum, ratingCount, createdAt, updatedAt },
    ...(brand !== null && { brand }),
    ...(groupId !== null && { groupId }),
    ...(options !== null && { options }),
  };
}

/** The part of a packed product that can be searched for. */
export const textOf = (packed: string): string => packed.slice(0, packed.indexOf("\n"));
