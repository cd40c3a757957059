import type { Product } from "@shop/core";
import * as z from "zod";
import { minor, toItemMinor } from "./minor.ts";

/** An item of the products table. */
export const productItem = z.object({
  product_id: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  brand: z.string().optional(),
  group_id: z.string().optional(),
  options: z.record(z.string(), z.string()).optional(),
  price_minor: minor,
  currency: z.string(),
  stock_quantity: z.int().min(0),
  status: z.enum(["active", "delisted"]).default("active"),
  image_urls: z.array(z.string()).default([]),
  rating_sum: z.int().min(0).default(0),
  rating_count: z.int().min(0).default(0),
  created_at: z.string(),
  updated_at: z.string(),
});

export const toProduct = (item: unknown): Product => {
  const product = productItem.parse(item);
  return {
    productId: product.product_id,
    name: product.name,
    description: product.description,
    category: product.category,
    brand: product.brand,
    groupId: product.group_id,
    options: product.options && sorted(product.options),
    priceMinor: product.price_minor,
    currency: product.currency,
    stockQuantity: product.stock_quantity,
    status: product.status,
    imageUrls: product.image_urls,
    ratingSum: product.rating_sum,
    ratingCount: product.rating_count,
    createdAt: product.created_at,
    updatedAt: product.updated_at,
  };
};

/** The order of a map's keys is not the table's to keep; an answer is to be the same from every server. */
const sorted = (options: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The partitions that the change feed is spread over, so that no single one takes every sale of the shop. */
export const feedShards = ["feed#0", "feed#1", "feed#2", "feed#3"] as const;

export function feedShardOf(productId: string): string {
  let hash = 0;
  for (const character of productId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_536;
  return feedShards[hash % feedShards.length] ?? feedShards[0];
}

export const toProductItem = (product: Product) => ({
  product_id: product.productId,
  name: product.name,
  description: product.description,
  category: product.category,
  brand: product.brand,
  group_id: product.groupId,
  options: product.options,
  price_minor: toItemMinor(product.priceMinor),
  currency: product.currency,
  stock_quantity: product.stockQuantity,
  status: product.status,
  image_urls: product.imageUrls,
  rating_sum: product.ratingSum,
  rating_count: product.ratingCount,
  created_at: product.createdAt,
  updated_at: product.updatedAt,
  feed: feedShardOf(product.productId),
});
