import type { Product } from "@shop/core";
import { books } from "./books.ts";
import { clothing } from "./clothing.ts";
import { computers } from "./computers.ts";
import { home } from "./home.ts";
import { idOf, spread } from "./ids.ts";
import { phonesAndSound } from "./phones-and-sound.ts";
import type { ProductSpec } from "./product-spec.ts";
import { after, daysBefore, hourMs } from "./time.ts";

const categories: Readonly<Record<string, readonly ProductSpec[]>> = {
  Electronics: [...computers, ...phonesAndSound],
  Clothing: clothing,
  Home: home,
  Books: books,
};

/** The one product whose id the user guide names. */
const guideLaptop = { key: "laptop-14", productId: "prod-e9075764" };

const productIdOf = (key: string): string => (key === guideLaptop.key ? guideLaptop.productId : idOf("prod", key));

/** A product of the demo shop with what its orders need to know. */
export interface DemoProduct {
  readonly spec: ProductSpec;
  readonly product: Product;
}

/** The catalogue by the keys of its specs, nobody's rating counted yet. */
export const demoProducts = (now: Date): ReadonlyMap<string, DemoProduct> =>
  new Map(
    Object.entries(categories).flatMap(([category, specs]) =>
      specs.map((spec) => [spec.key, { spec, product: toProduct(spec, category, now) }] as const),
    ),
  );

function toProduct(spec: ProductSpec, category: string, now: Date): Product {
  const image = (view: number) => `https://images.example.com/products/${spec.key}-${view}.jpg`;
  return {
    productId: productIdOf(spec.key),
    name: spec.name,
    description: spec.description,
    category,
    brand: spec.brand,
    groupId: spec.group,
    options: spec.options,
    priceMinor: spec.priceMinor,
    currency: "USD",
    stockQuantity: spec.stock,
    status: "active",
    imageUrls: [image(1), image(2)],
    ratingSum: 0,
    ratingCount: 0,
    createdAt: after(daysBefore(now, spec.age), -spread(spec.key, 12) * hourMs).toISOString(),
    updatedAt: now.toISOString(),
  };
}
