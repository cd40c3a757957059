import type { Minor } from "../money.ts";

export interface Product {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly brand?: string | undefined;
  /** Variants of one product (sizes, colours) share a group. */
  readonly groupId?: string | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
  readonly priceMinor: Minor;
  /** ISO 4217. */
  readonly currency: string;
  readonly stockQuantity: number;
  /** A delisted product is out of search and cannot be ordered; past orders still show it. */
  readonly status: "active" | "delisted";
  readonly imageUrls: readonly string[];
  readonly ratingSum: number;
  readonly ratingCount: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

const fewLeft = 5;

export function availability({ status, stockQuantity }: Product) {
  if (status === "delisted") return "discontinued";
  if (stockQuantity === 0) return "out_of_stock";
  return stockQuantity <= fewLeft ? "low_stock" : "in_stock";
}

/** Mean of all ratings to one decimal place; 0 when nobody has rated. */
export const meanRating = ({ ratingSum, ratingCount }: Pick<Product, "ratingSum" | "ratingCount">): number =>
  ratingCount === 0 ? 0 : Math.round((ratingSum * 10) / ratingCount) / 10;
