import type { Product } from "@shop/core";

/** A product as JSON text. The first line is what can be searched for, so that a change of price is told from one of words. */
export function packProduct(product: Product): string {
  const { name, brand, category, options, description, priceMinor, ...rest } = product;
  const text = JSON.stringify({ name, brand, category, options, description });
  return `${text}\n${JSON.stringify({ ...rest, priceMinor: String(priceMinor) })}`;
}

export function unpackProduct(packed: string): Product {
  const end = packed.indexOf("\n");
  const text = JSON.parse(packed.slice(0, end));
  const rest = JSON.parse(packed.slice(end + 1));
  return { ...text, ...rest, priceMinor: BigInt(rest.priceMinor) };
}

/** The part of a packed product that can be searched for. */
export const textOf = (packed: string): string => packed.slice(0, packed.indexOf("\n"));
