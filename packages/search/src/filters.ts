import { type CatalogueQuery, fromMajor } from "@shop/core";
import type { Columns } from "./columns.ts";

/** The filters of a question, a bit each. */
const filterBits = { category: 1, min_price: 2, max_price: 4, in_stock_only: 8, group_id: 16, min_rating: 32 } as const;
export type FilterName = keyof typeof filterBits;
export const filterNames = Object.keys(filterBits) as FilterName[];

/** Marks those of some slots that do not pass. */
type Filter = (slots: Uint32Array, fails: Uint8Array) => void;

/** The filters that a question has. Each goes through one column. */
export function filtersOf({ arrays, names }: Columns, query: CatalogueQuery): readonly Filter[] {
  const { category, groupId, minRating } = query;
  const wanted = category?.toLowerCase();
  return [
    wanted !== undefined &&
      byValue(
        arrays.category,
        filterBits.category,
        names.categories.names.map((name) => name.toLowerCase() === wanted),
      ),
    ...priceFilters({ arrays, names }, query),
    query.inStockOnly && byValue(arrays.inStock, filterBits.in_stock_only, [false, true]),
    // Nothing is in a group that nobody knows.
    groupId !== undefined && equalTo(arrays.group, filterBits.group_id, names.groups.find(groupId) ?? -1),
    minRating !== undefined &&
      byValue(
        arrays.rating,
        filterBits.min_rating,
        tenths.map((rating) => rating > 0 && rating / 10 >= minRating),
      ),
  ].filter((filter) => filter !== false);
}

/** Every mean rating that there can be, in tenths of a star. */
const tenths = Array.from({ length: 51 }, (_, rating) => rating);

/** How many slots failed each combination of filters, to how many failed one alone. */
export const aloneIn = (misses: Uint32Array): Partial<Record<FilterName, number>> =>
  Object.fromEntries(
    filterNames.flatMap((name) => {
      const count = misses[filterBits[name]] ?? 0;
      return count > 0 ? [[name, count]] : [];
    }),
  );

/** Of a column of small numbers: which of them pass. */
function byValue(column: Uint8Array | Uint32Array, bit: number, passes: readonly boolean[]): Filter {
  const bits = Uint8Array.from(passes, (passed) => (passed ? 0 : bit));
  return (slots, fails) => {
    for (let index = 0; index < slots.length; index++)
      fails[index] = (fails[index] as number) | (bits[column[slots[index] as number] as number] as number);
  };
}

const equalTo =
  (column: Uint32Array, bit: number, wanted: number): Filter =>
  (slots, fails) => {
    for (let index = 0; index < slots.length; index++)
      if (column[slots[index] as number] !== wanted) fails[index] = (fails[index] as number) | bit;
  };

/** Prices arrive in major units; each currency has its own minor unit. Rounded so that no product slips past a bound. */
function priceFilters({ arrays, names }: Pick<Columns, "arrays" | "names">, query: CatalogueQuery) {
  const { minPrice, maxPrice } = query;
  const { priceMinor, currency } = arrays;
  const bounds = (price: number, rounding: "up" | "down") =>
    names.currencies.names.map((name) => Number(fromMajor(price, name, rounding).amount));
  const failingWhere =
    (bit: number, most: readonly number[], sign: number): Filter =>
    (slots, fails) => {
      for (let index = 0; index < slots.length; index++) {
        const slot = slots[index] as number;
        const price = sign * (priceMinor[slot] as number);
        if (price > sign * (most[currency[slot] as number] as number)) fails[index] = (fails[index] as number) | bit;
      }
    };
  return [
    minPrice !== undefined && failingWhere(filterBits.min_price, bounds(minPrice, "up"), -1),
    maxPrice !== undefined && failingWhere(filterBits.max_price, bounds(maxPrice, "down"), 1),
  ];
}
