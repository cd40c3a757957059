import type { Product } from "./product.ts";

export const catalogueSorts = ["relevance", "price_asc", "price_desc", "rating", "newest"] as const;
export type CatalogueSort = (typeof catalogueSorts)[number];

/** Where a page of search results ends: the sort key and the id of its last product. */
export interface CataloguePosition {
  readonly key: number;
  readonly productId: string;
  /** How the text was read on the first page, in the index's own terms: the whole walk keeps to it. */
  readonly reading?: readonly (readonly (string | number)[])[];
}

export interface CatalogueQuery {
  /** Words to match; empty = browse. */
  readonly text: string;
  readonly category?: string | undefined;
  /** Major units, inclusive. */
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  readonly inStockOnly: boolean;
  readonly groupId?: string | undefined;
  /** Stars, 0-5, inclusive: products with a lower mean do not match, nor those that nobody has rated. */
  readonly minRating?: number | undefined;
  readonly sort: CatalogueSort;
  readonly limit: number;
  readonly after?: CataloguePosition | undefined;
}

export interface CatalogueHits {
  readonly hits: readonly { readonly product: Product; readonly position: CataloguePosition }[];
  readonly totalMatches: number;
  /** True when there are matches after the last hit. */
  readonly more: boolean;
  /** How many matches each category has. */
  readonly categories: Readonly<Record<string, number>>;
  /** When nothing matches: by the name of a filter, how many would match if it alone were left out. */
  readonly withoutFilter?: Readonly<Record<string, number>>;
  /** The text as it was understood, when some of its words were taken for typing errors. */
  readonly didYouMean?: string;
  /** When the catalogue last heard of the shop (ISO 8601), if that was too long ago to go without saying. */
  readonly asOf?: string;
}
