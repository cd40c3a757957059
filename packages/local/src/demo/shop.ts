import type { Customer, Order, Product, Return, Review } from "@shop/core";
import { customerIdOf, demoCustomers } from "./customers.ts";
import { orderSpecs } from "./order-specs.ts";
import { toOrder } from "./orders.ts";
import { type DemoProduct, demoProducts } from "./products.ts";
import { makeReturn } from "./returns.ts";
import { demoReviews } from "./reviews.ts";

/** Everything a shop's tables hold. */
export interface Shop {
  readonly products: readonly Product[];
  readonly customers: readonly Customer[];
  readonly orders: readonly Order[];
  readonly reviews: readonly Review[];
  readonly returns: readonly Return[];
}

/** The demo shop as it stands at `now`: the same instant always gives the same shop, with dates counted back from it. */
export function demoShop(now: Date): Shop {
  const products = demoProducts(now);
  const made = orderSpecs.map((spec) => {
    const customer = demoCustomers.find(({ customerId }) => customerId === customerIdOf(spec.customer));
    if (!customer) throw new Error(`The demo shop has no customer ${spec.customer}`);
    const order = toOrder(spec, customer, { products, now });
    return spec.returned ? makeReturn(order, spec.returned, products) : { order };
  });
  const orders = made.map(({ order }) => order);
  const reviews = demoReviews(orders, products, now);
  return {
    products: withRatings(products, reviews),
    customers: demoCustomers,
    orders,
    reviews,
    returns: made.flatMap((one) => ("made" in one ? [one.made] : [])),
  };
}

const withRatings = (products: ReadonlyMap<string, DemoProduct>, reviews: readonly Review[]): readonly Product[] =>
  [...products.values()].map(({ product }) => {
    const ratings = reviews.filter(({ productId }) => productId === product.productId).map(({ rating }) => rating);
    return { ...product, ratingSum: ratings.reduce((sum, rating) => sum + rating, 0), ratingCount: ratings.length };
  });
