import type { Product } from "@shop/core";
import type { ShopNames } from "./names.ts";
import { unpackProduct } from "./packed-product.ts";
import type { StoredText } from "./product-texts.ts";

/** The columns of an index: what a search filters, sorts and counts by. The widest come first, so that all are aligned. */
const kinds = {
  priceMinor: Float64Array,
  createdAt: Float64Array,
  category: Uint32Array,
  group: Uint32Array,
  nameHash: Int32Array,
  headHash: Int32Array,
  currency: Uint16Array,
  active: Uint8Array,
  inStock: Uint8Array,
  /** Mean, in tenths of a star; 0 = nobody has rated it. */
  rating: Uint8Array,
  nameTerms: Uint8Array,
} as const;

type Kinds = typeof kinds;
export type SlotArrays = { readonly [Name in keyof Kinds]: InstanceType<Kinds[Name]> };

export const bytesPerSlot = Object.values(kinds).reduce((sum, kind) => sum + kind.BYTES_PER_ELEMENT, 0);
const columnNames = Object.keys(kinds) as (keyof Kinds)[];
const noGroup = 0xffff_ffff;

/** Arrays for so many slots, one after the other in a buffer. */
export function slotArrays(length: number, buffer = new ArrayBuffer(length * bytesPerSlot), start = 0): SlotArrays {
  let at = start;
  const views = Object.entries(kinds).map(([name, kind]) => {
    const view = new kind(buffer, at, length);
    at += view.byteLength;
    return [name, view];
  });
  return Object.fromEntries(views);
}

/** Copies arrays into others, from a slot on. */
export function copyArrays(from: SlotArrays, to: SlotArrays, slot: number): void {
  for (const name of columnNames) to[name].set(from[name].subarray(0, to[name].length - slot), slot);
}

/** A row of `products`, as columns are made of it. */
export interface ProductRow {
  readonly slot: number;
  readonly name_terms: number;
  readonly name_hash: number;
  readonly head_hash: number;
  readonly product: StoredText;
}
export const rowColumns = "slot, name_terms, name_hash, head_hash, product";

type RowWithText = ProductRow & { readonly product: string };

/** Takes a row into the arrays, and says of which product it is. */
export function takeRow(arrays: SlotArrays, at: number, row: RowWithText, names: ShopNames): Product {
  const product = unpackProduct(row.product);
  arrays.active[at] = 1;
  arrays.nameTerms[at] = Math.min(row.name_terms, 255);
  arrays.nameHash[at] = row.name_hash;
  arrays.headHash[at] = row.head_hash;
  arrays.inStock[at] = product.stockQuantity > 0 ? 1 : 0;
  arrays.rating[at] = meanTenths(product);
  arrays.category[at] = names.categories.numberOf(product.category);
  arrays.currency[at] = names.currencies.numberOf(product.currency);
  arrays.group[at] = product.groupId === undefined ? noGroup : names.groups.numberOf(product.groupId);
  arrays.priceMinor[at] = Number(product.priceMinor);
  arrays.createdAt[at] = Date.parse(product.createdAt);
  return product;
}

/** Ten times what is shown as the mean of all ratings. */
const meanTenths = ({ ratingSum, ratingCount }: Product): number =>
  ratingCount === 0 ? 0 : Math.round((ratingSum * 10) / ratingCount);
