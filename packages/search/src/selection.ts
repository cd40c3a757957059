import { type CataloguePosition, type CatalogueQuery, fromMajor } from "@shop/core";
import type { Columns } from "./columns.ts";
import { idKeyOf, isIdBefore } from "./id-order.ts";

/** The filters of a question, a bit each. */
const filterBits = { category: 1, min_price: 2, max_price: 4, in_stock_only: 8, group_id: 16 } as const;
export type FilterName = keyof typeof filterBits;
const filterNames = Object.keys(filterBits) as FilterName[];

export interface Found {
  readonly slot: number;
  /** Sorts ascending, then by product id. */
  readonly key: number;
}

export interface Selection {
  /** The page in its order, and one more when there is more. */
  readonly page: readonly Found[];
  readonly totalMatches: number;
  readonly categories: Readonly<Record<string, number>>;
  /** How many would match if one filter were left out: those that fail for it alone. */
  readonly withoutFilter: Readonly<Partial<Record<FilterName, number>>>;
}

interface Candidates {
  readonly slots: Uint32Array;
  readonly scoreOf: (slot: number) => number;
}

/** Filters, counts and cuts a page, all from the columns. Former versions among the candidates are left out. */
export function select(columns: Columns, query: CatalogueQuery, { slots, scoreOf }: Candidates): Selection {
  const failing = filterOf(columns, query);
  const keyOf = sortKey(columns, query.sort, scoreOf);
  const page = new FirstOf(columns, query.limit + 1, query.after);
  const counts = new Uint32Array(columns.categories.names.length);
  const misses = new Uint32Array(1 << filterNames.length);
  let totalMatches = 0;
  for (const slot of slots) {
    if (columns.active[slot] !== 1) continue;
    const fails = failing(slot);
    misses[fails] = (misses[fails] as number) + 1;
    if (fails !== 0) continue;
    totalMatches += 1;
    const category = columns.category[slot] as number;
    counts[category] = (counts[category] as number) + 1;
    page.offer(slot, keyOf(slot));
  }
  return { page: page.found, totalMatches, categories: named(columns, counts), withoutFilter: nearMisses(misses) };
}

function sortKey(columns: Columns, sort: CatalogueQuery["sort"], scoreOf: (slot: number) => number) {
  const { priceMajor, rating, createdAt } = columns;
  switch (sort) {
    case "price_asc":
      return (slot: number) => priceMajor[slot] as number;
    case "price_desc":
      return (slot: number) => -(priceMajor[slot] as number);
    case "rating":
      return (slot: number) => -(rating[slot] as number) / 10;
    case "newest":
      return (slot: number) => -(createdAt[slot] as number);
    case "relevance":
      return (slot: number) => -scoreOf(slot);
  }
}

/** Which filters a slot does not pass, as bits. */
function filterOf(columns: Columns, query: CatalogueQuery): (slot: number) => number {
  const { category, group, inStock, currency, priceMinor } = columns;
  const wanted = query.category?.toLowerCase();
  const inCategory =
    wanted === undefined ? undefined : columns.categories.names.map((name) => name.toLowerCase() === wanted);
  // Nothing is in a group that nobody knows.
  const groupNumber = query.groupId === undefined ? undefined : (columns.groups.find(query.groupId) ?? -1);
  const { least, most } = boundsOf(columns, query);
  const isAvailable = (slot: number) => !query.inStockOnly || inStock[slot] === 1;
  const isInGroup = (slot: number) => groupNumber === undefined || group[slot] === groupNumber;
  return (slot) => {
    const price = priceMinor[slot] as number;
    const coin = currency[slot] as number;
    return (
      bitUnless(filterBits.category, inCategory?.[category[slot] as number] !== false) |
      bitUnless(filterBits.min_price, price >= (least[coin] as number)) |
      bitUnless(filterBits.max_price, price <= (most[coin] as number)) |
      bitUnless(filterBits.in_stock_only, isAvailable(slot)) |
      bitUnless(filterBits.group_id, isInGroup(slot))
    );
  };
}

const bitUnless = (bit: number, passes: boolean): number => (passes ? 0 : bit);

/**
 * Prices arrive in major units; each currency has its own minor unit. Rounded so that no product slips past a bound.
 */
function boundsOf(columns: Columns, { minPrice, maxPrice }: CatalogueQuery) {
  const bound = (price: number | undefined, rounding: "up" | "down", open: number) =>
    columns.currencies.names.map((currency) =>
      price === undefined ? open : Number(fromMajor(price, currency, rounding).amount),
    );
  return {
    least: bound(minPrice, "up", Number.NEGATIVE_INFINITY),
    most: bound(maxPrice, "down", Number.POSITIVE_INFINITY),
  };
}

const named = (columns: Columns, counts: Uint32Array): Record<string, number> =>
  Object.fromEntries(
    [...counts]
      .map((count, number): [string, number] => [columns.categories.names[number] ?? "", count])
      .filter(([, count]) => count > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const nearMisses = (misses: Uint32Array): Partial<Record<FilterName, number>> =>
  Object.fromEntries(
    filterNames.flatMap((name) => {
      const count = misses[filterBits[name]] ?? 0;
      return count > 0 ? [[name, count]] : [];
    }),
  );

/** The first few of many in their order, after a position: kept sorted, so that most are turned away by one look. */
class FirstOf {
  readonly found: Found[] = [];
  readonly #columns: Columns;
  readonly #most: number;
  readonly #after: Placed;
  /** The key of the last one, once there are enough. */
  #lastKey = Number.POSITIVE_INFINITY;

  constructor(columns: Columns, most: number, after: CataloguePosition | undefined) {
    this.#columns = columns;
    this.#most = most;
    this.#after = after
      ? { key: after.key, id: after.productId, idKey: idKeyOf(after.productId) }
      : { key: Number.NEGATIVE_INFINITY, id: "", idKey: Number.NEGATIVE_INFINITY };
  }

  offer(slot: number, key: number): void {
    if (key > this.#lastKey || key < this.#after.key) return;
    const one = this.#placed({ slot, key });
    if (!isBefore(this.#after, one)) return;
    const { found } = this;
    let at = found.length;
    while (at > 0 && isBefore(one, this.#placed(found[at - 1] as Found))) at -= 1;
    if (at === this.#most) return;
    found.splice(at, 0, { slot, key });
    if (found.length > this.#most) found.pop();
    if (found.length === this.#most) this.#lastKey = found.at(-1)?.key ?? key;
  }

  #placed({ slot, key }: Found): Placed {
    return { key, id: this.#columns.ids[slot] as string, idKey: this.#columns.idKey[slot] as number };
  }
}

interface Placed {
  readonly key: number;
  readonly id: string;
  readonly idKey: number;
}

const isBefore = (a: Placed, b: Placed): boolean => a.key < b.key || (a.key === b.key && isIdBefore(a, b));
