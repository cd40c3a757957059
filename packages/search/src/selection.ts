import { type CataloguePosition, type CatalogueQuery, fromMajor } from "@shop/core";
import type { Columns } from "./columns.ts";
import { aloneIn, type FilterName, filterNames, filtersOf } from "./filters.ts";
import { type Steps, stepSlots } from "./turns.ts";
import { type IdList, idBytes } from "./writer/id-list.ts";

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

/** Fills in what some slots are sorted by. */
type FillKeys = (slots: Uint32Array, keys: Float64Array) => void;

interface Candidates {
  readonly slots: Uint32Array;
  /** How they are sorted by relevance. */
  readonly fillKeys: FillKeys;
}

/** Filters, counts and cuts a page, all from the columns. Former versions among the candidates are left out. */
export function* select(columns: Columns, query: CatalogueQuery, { slots, fillKeys }: Candidates): Steps<Selection> {
  const filters = filtersOf(columns, query);
  const fill = query.sort === "relevance" ? fillKeys : sortKeys(columns, query.sort);
  const tally = new Tally(columns, new FirstOf(columns.ids, query.limit + 1, query.after));
  const fails = new Uint8Array(Math.min(slots.length, stepSlots));
  const keys = new Float64Array(fails.length);
  for (let from = 0; from < slots.length; from += stepSlots) {
    const some = slots.subarray(from, from + stepSlots);
    fails.fill(0);
    for (const filter of filters) filter(some, fails);
    fill(some, keys);
    tally.take(some, fails, keys);
    yield;
  }
  return tally.selection;
}

function sortKeys({ arrays, names }: Columns, sort: Exclude<CatalogueQuery["sort"], "relevance">): FillKeys {
  const { priceMinor, currency, rating, createdAt } = arrays;
  if (sort === "rating") return downwards(rating, 10);
  if (sort === "newest") return downwards(createdAt, 1);
  const sign = sort === "price_asc" ? 1 : -1;
  const units = Float64Array.from(names.currencies.names, (name) => Number(fromMajor(1, name, "down").amount));
  return (slots, keys) => {
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[index] as number;
      keys[index] = (sign * (priceMinor[slot] as number)) / (units[currency[slot] as number] as number);
    }
  };
}

const downwards =
  (column: Uint8Array | Float64Array, unit: number): FillKeys =>
  (slots, keys) => {
    for (let index = 0; index < slots.length; index++) keys[index] = -(column[slots[index] as number] as number) / unit;
  };

/** What has been seen of the candidates. */
class Tally {
  readonly #columns: Columns;
  readonly #page: FirstOf;
  readonly #counts: Uint32Array;
  readonly #misses = new Uint32Array(1 << filterNames.length);

  constructor(columns: Columns, page: FirstOf) {
    this.#columns = columns;
    this.#page = page;
    this.#counts = new Uint32Array(columns.names.categories.names.length);
  }

  take(slots: Uint32Array, fails: Uint8Array, keys: Float64Array): void {
    const { active, category } = this.#columns.arrays;
    const [page, counts, misses] = [this.#page, this.#counts, this.#misses];
    for (let index = 0; index < slots.length; index++) {
      const slot = slots[index] as number;
      if (active[slot] !== 1) continue;
      const failing = fails[index] as number;
      misses[failing] = (misses[failing] as number) + 1;
      if (failing !== 0) continue;
      const kind = category[slot] as number;
      counts[kind] = (counts[kind] as number) + 1;
      const key = keys[index] as number;
      if (key <= page.lastKey && key >= page.firstKey) page.offer(slot, key);
    }
  }

  get selection(): Selection {
    const { names } = this.#columns.names.categories;
    const counted: [string, number][] = [];
    for (const [number, count] of this.#counts.entries()) if (count > 0) counted.push([names[number] ?? "", count]);
    counted.sort(([a], [b]) => (a < b ? -1 : 1));
    const totalMatches = this.#misses[0] ?? 0;
    return {
      page: this.#page.found,
      totalMatches,
      categories: Object.fromEntries(counted),
      // Of use to those who find nothing.
      withoutFilter: totalMatches === 0 ? aloneIn(this.#misses) : {},
    };
  }
}

/** The first few of many in their order, after a position: kept sorted, so that most are turned away by one look. */
class FirstOf {
  readonly found: Found[] = [];
  /** Nothing before this key is on the page, and nothing after the other one. */
  readonly firstKey: number;
  lastKey = Number.POSITIVE_INFINITY;
  readonly #ids: IdList;
  readonly #most: number;
  readonly #afterId: Uint8Array;

  constructor(ids: IdList, most: number, after: CataloguePosition | undefined) {
    this.#ids = ids;
    this.#most = most;
    this.firstKey = after?.key ?? Number.NEGATIVE_INFINITY;
    this.#afterId = idBytes(after?.productId ?? "");
  }

  offer(slot: number, key: number): void {
    const { found } = this;
    if (key === this.firstKey && this.#ids.compareTo(slot, this.#afterId) <= 0) return;
    let at = found.length;
    while (at > 0 && this.#isBefore(slot, key, found[at - 1] as Found)) at -= 1;
    if (at === this.#most) return;
    found.splice(at, 0, { slot, key });
    if (found.length > this.#most) found.pop();
    if (found.length === this.#most) this.lastKey = found.at(-1)?.key ?? key;
  }

  #isBefore(slot: number, key: number, other: Found): boolean {
    return key < other.key || (key === other.key && this.#ids.compare(slot, other.slot) < 0);
  }
}
