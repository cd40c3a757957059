import { createHash } from "node:crypto";
import { countedSpending, countedVersions, type Law, soundHistory, soundLines, soundSpending } from "./laws-orders.ts";
import { refunds, rememberedReturns, replacements, returnedUnits, returnHistory } from "./laws-returns.ts";
import type { OrderItem, ReturnItem, Snapshot } from "./snapshot.ts";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What staff asked to add to a product, as one note in the tables remembers that it was done. */
export interface Adjustment {
  readonly staff: string;
  readonly key: string;
  readonly productId: string;
}

const noteOf = ({ staff, key, productId }: Adjustment): string =>
  `adjusted#${createHash("sha256")
    .update(JSON.stringify([staff, key, productId]))
    .digest("hex")}`;

const held = new Set(["requested", "approved", "in_transit", "received"]);
const sold = ({ status }: OrderItem): boolean => status !== "cancelled";

/**
 * The conservation of goods. For every product: what there was at first and what adjustments added is on the shelf, on
 * orders that are not cancelled (replacements among them), or held by exchanges whose replacement is not written yet;
 * less the units that came back fit to be sold. Damaged and missing units stay on the order they were sold with.
 */
export function conservedStock(shop: Snapshot, initial: ReadonlyMap<string, number>, made: readonly Adjustment[]) {
  const asked = new Map(made.map((one) => [noteOf(one), one.productId]));
  const adjusted = (id: string): number =>
    sum([...asked].filter(([, of]) => of === id).map(([note]) => shop.notes.get(note)?.["units"] ?? 0));
  return [...shop.products.values()].flatMap(({ product_id: id, stock_quantity: stock }) => {
    const had = (initial.get(id) ?? 0) + adjusted(id);
    const { has, parts } = goodsOf(shop, id);
    return [
      ...(stock >= 0 ? [] : [`${id}: stock ${stock}`]),
      ...(had === has ? [] : [`${id}: had ${had}, has ${has} (${parts})`]),
    ];
  });
}

const unitsIn = (entries: readonly { product_id: string; quantity: number }[], id: string): number =>
  sum(entries.filter(({ product_id }) => product_id === id).map(({ quantity }) => quantity));

/** The units of a product, wherever they are now. */
export function goodsOf(shop: Snapshot, id: string): { readonly has: number; readonly parts: string } {
  const stock = shop.products.get(id)?.stock_quantity ?? 0;
  const onOrders = sum([...shop.orders.values()].filter(sold).map(({ lines }) => unitsIn(lines, id)));
  const returns = [...shop.returns.values()];
  const cameBack = sum(returns.map((one) => goodOf(one, id)));
  const onHold = sum(
    returns.filter(({ status }) => held.has(status)).map((one) => unitsIn(one.exchange_for ?? [], id)),
  );
  const parts = `shelf ${stock} + orders ${onOrders} + held ${onHold} - back ${cameBack}`;
  return { has: stock + onOrders + onHold - cameBack, parts };
}

const goodOf = ({ items }: ReturnItem, id: string): number =>
  sum(items.filter(({ product_id }) => product_id === id).map(({ good_quantity = 0 }) => good_quantity));

/** A product's rating is its reviews', and a customer has one at most. */
const countedRatings: Law = ({ products, reviews }) => [
  ...[...products.values()].flatMap((product) => {
    const of = [...reviews.values()].filter(({ product_id }) => product_id === product.product_id);
    const told = [product.rating_sum, product.rating_count];
    const made = [sum(of.map(({ rating }) => rating)), of.length];
    return String(told) === String(made) ? [] : [`${product.product_id}: rating ${told}, reviews ${made}`];
  }),
  ...(new Set([...reviews.values()].map((one) => `${one.customer_id} ${one.product_id}`)).size === reviews.size
    ? []
    : ["two reviews of one product by one customer"]),
];

/** A review is verified once an order of the product is delivered, and names that order as the proof. */
const verifiedReviews: Law = ({ orders, reviews }) =>
  [...reviews.values()].flatMap((review) => {
    const { review_id, customer_id, product_id, order_id, verified_purchase: verified } = review;
    const proves = (order: OrderItem): boolean =>
      order.status === "delivered" && order.lines.some((line) => line.product_id === product_id);
    const proof = orders.get(order_id);
    if (proof?.customer_id !== customer_id) return [`${review_id}: proven by another's order`];
    if (verified && !proves(proof)) return [`${review_id}: verified, but its ${order_id} is ${proof.status}`];
    const missed = [...orders.values()].find((order) => order.customer_id === customer_id && proves(order));
    return verified || !missed ? [] : [`${review_id}: not verified, though ${missed.order_id} is delivered`];
  });

export const standingLaws: Readonly<Record<string, Law>> = {
  soundLines,
  soundHistory,
  countedVersions,
  countedSpending,
  soundSpending,
  returnedUnits,
  rememberedReturns,
  returnHistory,
  refunds,
  replacements,
  countedRatings,
  verifiedReviews,
};

interface Written {
  readonly version: number;
  readonly history: readonly unknown[];
}

/** Between two looks: nothing disappears, histories only grow, and what changed has a higher version. */
export function onlyGrew(before: Snapshot, after: Snapshot): string[] {
  const compare = (id: string, old: Written, now: Written | undefined): string[] => {
    if (!now) return [`${id}: gone`];
    if (JSON.stringify(now.history.slice(0, old.history.length)) !== JSON.stringify(old.history))
      return [`${id}: its history was rewritten`];
    if (now.version < old.version) return [`${id}: version fell from ${old.version} to ${now.version}`];
    if (now.version === old.version && JSON.stringify(now) !== JSON.stringify(old))
      return [`${id}: changed, not its version`];
    return [];
  };
  return [
    ...[...before.orders].flatMap(([id, old]) => compare(id, old, after.orders.get(id))),
    ...[...before.returns].flatMap(([id, old]) => compare(id, old, after.returns.get(id))),
    ...[...before.reviews].flatMap(([id, old]) => {
      const now = after.reviews.get(id);
      if (!now) return [`${id}: gone`];
      return old.verified_purchase && !now.verified_purchase ? [`${id}: no longer verified`] : [];
    }),
  ];
}
