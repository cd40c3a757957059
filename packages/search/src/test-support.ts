import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Product } from "@shop/core";
import { SqliteIndex } from "./sqlite-index.ts";

export const kettle: Product = {
  productId: "prod-1",
  name: "Kettle",
  description: "Boils water",
  category: "Home",
  priceMinor: 2500n,
  currency: "USD",
  stockQuantity: 3,
  status: "active",
  imageUrls: [],
  ratingSum: 0,
  ratingCount: 0,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-02T00:00:00.000Z",
};

let folder: string | undefined;
const open: SqliteIndex[] = [];
let count = 0;

/** A new index of these products, in a file of its own. */
export function indexOf(products: readonly Product[]): SqliteIndex {
  // Many indexes are made by one test: those of before are done.
  for (const index of open.splice(0)) index.close();
  folder ??= mkdtempSync(join(tmpdir(), "shop-index-"));
  const path = join(folder, `${++count}.sqlite`);
  const index = SqliteIndex.open(path);
  open.push(index);
  index.apply(products);
  return index;
}

export function closeIndexes(): void {
  for (const index of open.splice(0)) index.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}
