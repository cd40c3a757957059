import type { Change, StockMove } from "../change.ts";
import { type Minor, times, toDecimal } from "../money.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import type { Product } from "../product/product.ts";
import { countMore } from "../spending.ts";
import type { Caller } from "../tool.ts";
import { type Purchase, refuseUnconfirmed } from "./confirmation.ts";
import type { Order, OrderLine } from "./order.ts";
import { lineOf, refuseSale } from "./place-order.ts";

/** Units of one product on an order, to be had as another variant of its group. */
export interface Swap {
  readonly productId: string;
  readonly newProductId: string;
  readonly quantity: number;
}

type Needs = Caller & Pick<Ports, "findProduct" | "dailySpendLimitMinor" | "now" | "digest">;

/** Each line takes part in the transaction, with its stock and its index row; that has room for a hundred actions. */
const mostLines = 40;

/** The order with units swapped, its total anew, and the stock and the day's spending that move with it. */
export async function replaceLines(
  order: Order,
  swaps: readonly Swap[],
  needs: Needs,
): Promise<Outcome<Change & { readonly order: Order }>> {
  let lines: readonly OrderLine[] = order.lines;
  const stock: StockMove[] = [];
  for (const [index, swap] of swaps.entries()) {
    const path = `replace_items.${index}`;
    const wanted = await findVariant(lines, swap, { path, findProduct: needs.findProduct });
    if (!wanted.ok) return wanted;
    if (wanted.value.currency !== order.currency) return notAVariant(swap, path);
    lines = swapUnits(lines, swap, wanted.value);
    stock.push({ productId: swap.productId, add: swap.quantity });
    stock.push({ productId: swap.newProductId, add: -swap.quantity, soldAt: wanted.value.priceMinor });
  }
  if (lines.length > mostLines)
    return reject("invalid_argument", `An order can have at most ${mostLines} lines`, {
      details: { path: "replace_items" },
    });
  const totalMinor = lines.reduce<Minor>((sum, line) => sum + times(line.unitPriceMinor, line.quantity), 0n);
  const unconfirmed = totalMinor > order.totalMinor && refuseUnconfirmed(purchaseOf(order, lines, totalMinor), needs);
  if (unconfirmed) return unconfirmed;
  const { spent, spending } = countMore(order.currency, order.spent, totalMinor - order.totalMinor, needs);
  const changed = { ...order, lines, totalMinor, ...(spent && { spent }) };
  return ok({ order: changed, stock, relined: swaps.length > 0, spent: spending });
}

/** The product that units of an order are to become: on sale, enough of it, and of the same group. */
export async function findVariant(
  lines: readonly OrderLine[],
  swap: Swap,
  { path, findProduct }: { readonly path: string } & Pick<Ports, "findProduct">,
): Promise<Outcome<Product>> {
  const of = lines.filter(({ productId }) => productId === swap.productId);
  const units = of.reduce((sum, line) => sum + line.quantity - line.returnedQuantity, 0);
  if (of.length === 0)
    return reject("invalid_argument", `${swap.productId} is not on this order`, {
      details: {
        path: `${path}.product_id`,
        allowed: [...new Set(lines.map((line) => line.productId))],
      },
    });
  if (units < swap.quantity)
    return reject("invalid_argument", `The order has only ${units} of ${swap.productId}`, {
      details: { path: `${path}.quantity`, maximum: units },
    });
  const wanted = await findProduct(swap.newProductId);
  if (!wanted) return reject("product_not_found", "Product not found", { details: { product_id: swap.newProductId } });
  // An order brought in from elsewhere may not say which group its products are of.
  const groupId = of[0]?.groupId ?? (await findProduct(swap.productId))?.groupId;
  if (groupId === undefined)
    return reject("product_unavailable", `${of[0]?.productName ?? swap.productId} comes in no other variants`);
  const sibling = wanted.groupId === groupId && wanted.productId !== swap.productId;
  if (!sibling) return notAVariant(swap, path);
  return refuseSale(wanted, { quantity: swap.quantity }) ?? ok(wanted);
}

const notAVariant = ({ productId, newProductId }: Swap, path: string): Outcome<never> =>
  reject("invalid_argument", `${newProductId} is not another variant of ${productId}`, {
    details: { path: `${path}.new_product_id` },
  });

/** Takes the units off the lines that have them, and puts what comes instead, at its price of today, on a line of its own. */
function swapUnits(lines: readonly OrderLine[], { productId, quantity }: Swap, wanted: Product): readonly OrderLine[] {
  let left = quantity;
  const kept = lines.flatMap((line) => {
    const taken = line.productId === productId ? Math.min(left, line.quantity) : 0;
    left -= taken;
    return taken === line.quantity ? [] : [{ ...line, quantity: line.quantity - taken }];
  });
  const same = kept.find((line) => line.productId === wanted.productId && line.unitPriceMinor === wanted.priceMinor);
  if (same) return kept.map((line) => (line === same ? { ...line, quantity: line.quantity + quantity } : line));
  const last = Math.max(0, ...lines.map(({ lineId }) => Number(lineId.replace(/\D/g, "")) || 0));
  return [...kept, lineOf(wanted, `l${last + 1}`, quantity)];
}

/** The order as it would be: a yes is for these lines at these prices, and for the order as it stands now. */
function purchaseOf(
  { orderId, version, totalMinor: before, currency }: Order,
  lines: readonly OrderLine[],
  amountMinor: Minor,
): Purchase {
  return {
    amountMinor,
    currency,
    of: [
      orderId,
      version,
      ...lines.map(({ productId, quantity, unitPriceMinor }) => [productId, quantity, String(unitPriceMinor)]),
    ],
    question: (amount) => `Change order ${orderId} from ${toDecimal(before, currency)} to ${amount}?`,
  };
}
