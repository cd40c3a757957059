import type { Call } from "./plan.ts";
import { customers, dailyLimit } from "./shop.ts";
import type { LineItem, OrderItem, ProductItem, Snapshot } from "./snapshot.ts";

/** What the model knows besides the tables: what each key was used for, and the time. */
export interface Memory {
  readonly keys: ReadonlyMap<string, string>;
  readonly now: Date;
}

export const keyName = ({ actor, tool, args }: Pick<Call, "actor" | "tool" | "args">): string =>
  `${actor} ${tool} ${args["idempotency_key"]}`;
/** What makes two calls of the same key the same call. */
export const keyArgs = ({ args }: Pick<Call, "args">): string =>
  JSON.stringify([args["order_id"] ?? args["product_id"], args["items"] ?? args["quantity"]]);

export type Expect = (call: Call, shop: Snapshot, memory: Memory) => string;

export function ownOrder({ actor, args }: Call, shop: Snapshot): OrderItem | undefined {
  const order = shop.orders.get(args["order_id"]);
  return order?.customer_id === actor ? order : undefined;
}

/** Why a product is not sold in this quantity; `undefined` when it is. */
export function refusedSale(product: ProductItem | undefined, quantity: number, expected?: number): string | undefined {
  if (!product) return "product_not_found";
  if (product.status !== "active") return "product_unavailable";
  if (expected !== undefined && Math.round(expected * 100) !== product.price_minor) return "price_changed";
  return product.stock_quantity < quantity ? "insufficient_stock" : undefined;
}

export const totalOf = (lines: readonly Pick<LineItem, "quantity" | "unit_price_minor">[]): number =>
  lines.reduce((sum, line) => sum + line.quantity * line.unit_price_minor, 0);

/** Units leave their lines one after the other; each swap sees the lines that the one before has left. */
export function swapAll(own: OrderItem, swaps: readonly any[], shop: Snapshot) {
  let lines: LineItem[] = [...own.lines];
  const moved = new Map<string, number>();
  for (const { product_id, new_product_id, quantity } of swaps) {
    const refused = refusedSwap(lines, { product_id, new_product_id, quantity }, shop);
    if (refused) return refused;
    let left = quantity;
    lines = lines.flatMap((line) => {
      const taken = line.product_id === product_id ? Math.min(left, line.quantity) : 0;
      left -= taken;
      return taken === line.quantity ? [] : [{ ...line, quantity: line.quantity - taken }];
    });
    const wanted = shop.products.get(new_product_id);
    const unit_price_minor = wanted?.price_minor ?? 0;
    const group = wanted?.group_id;
    const added = { line_id: "", product_id: new_product_id, category: "", quantity, returned_quantity: 0 };
    lines.push({ ...added, unit_price_minor, ...(group && { group_id: group }) });
    moved.set(product_id, (moved.get(product_id) ?? 0) + quantity);
    moved.set(new_product_id, (moved.get(new_product_id) ?? 0) - quantity);
  }
  const short = [...moved].some(([id, add]) => (shop.products.get(id)?.stock_quantity ?? 0) + add < 0);
  return { lines, short };
}

export function refusedSwap(lines: readonly LineItem[], swap: any, shop: Snapshot): string | undefined {
  const of = lines.filter(({ product_id }) => product_id === swap.product_id);
  const units = of.reduce((sum, line) => sum + line.quantity - line.returned_quantity, 0);
  if (of.length === 0 || units < swap.quantity) return "invalid_argument";
  const wanted = shop.products.get(swap.new_product_id);
  if (!wanted) return "product_not_found";
  if (of[0]?.group_id === undefined) return "product_unavailable";
  const sibling = of[0].group_id === wanted.group_id;
  if (!sibling || swap.new_product_id === swap.product_id) return "invalid_argument";
  return refusedSale(wanted, swap.quantity);
}

/** Today, in UTC. */
export const dayOf = ({ now }: Memory): string => now.toISOString().slice(0, 10);

/** Money left of the day's limit, for the customer who has one. */
export function roomOf(actor: string, day: string, shop: Snapshot): number {
  if (actor !== customers[2]) return Number.POSITIVE_INFINITY;
  return dailyLimit - (shop.notes.get(`spent#${actor}#${day}#USD`)?.["spent_minor"] ?? 0);
}
