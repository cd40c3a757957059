import type { Order, Product } from "@shop/core";
import { demoShop } from "./shop.ts";

export const now = new Date("2026-03-15T10:30:00.000Z");
export const { products, customers, orders, reviews, returns } = demoShop(now);
export const windowMs = 30 * 86_400_000;

export const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
export const unique = (values: readonly unknown[]) => new Set(values).size === values.length;
export const productOf = (productId: string): Product =>
  must(products.find((product) => product.productId === productId));
export const orderOf = (orderId: string): Order => must(orders.find((order) => order.orderId === orderId));
export const isInWindow = ({ deliveredAt }: Order) =>
  deliveredAt !== undefined && now.getTime() - Date.parse(deliveredAt) < windowMs;
export function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("missing");
  return value;
}
