import type { Product } from "@shop/core";
import { indexTermsOf } from "./terms.ts";

/** The terms of a product, a list for each field. */
export const columnsOf = ({ name, brand = "", category, options = {}, description }: Product): readonly string[][] =>
  [name, brand, category, optionsText(options), description].map(indexTermsOf);

/** Sizes and amounts with what they are of: "size 10" can be asked for. Of other options the value says enough. */
const optionsText = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([key, value]) => (/^\d|^[xsml]+$/i.test(value) ? `${key} ${value}` : value))
    .join(" · ");

/** In which fields each term stands: a bit for each field but the description, none for the description alone. */
export function masksOf(columns: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const masks = new Map<string, number>();
  for (const [field, terms] of columns.entries()) {
    const bit = field === columns.length - 1 ? 0 : 1 << field;
    for (const term of terms) masks.set(term, (masks.get(term) ?? 0) | bit);
  }
  return masks;
}
