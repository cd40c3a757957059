import type { StockMove } from "../change.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { ExchangeItem, ReturnItem } from "./return.ts";

/** What of a returned product came back, and in which state. */
export interface Receipt {
  readonly productId: string;
  readonly good: number;
  readonly damaged: number;
}

/** Units of an item that have arrived, in whatever state. */
export const arrived = ({ goodQuantity = 0, damagedQuantity = 0 }: ReturnItem): number =>
  goodQuantity + damagedQuantity;

/** The items with what has arrived of each; without receipts everything has, in good state. */
export function countReceipts(
  items: readonly ReturnItem[],
  receipts: readonly Receipt[] | undefined,
): Outcome<ReturnItem[]> {
  const left = sumReceipts(receipts ?? []);
  const counted = items.map((item) => {
    const receipt = receipts
      ? (left.get(item.productId) ?? { good: 0, damaged: 0 })
      : { good: item.quantity, damaged: 0 };
    const goodQuantity = Math.min(receipt.good, item.quantity);
    const damagedQuantity = Math.min(receipt.damaged, item.quantity - goodQuantity);
    left.set(item.productId, { good: receipt.good - goodQuantity, damaged: receipt.damaged - damagedQuantity });
    return { ...item, goodQuantity, damagedQuantity };
  });
  const over = receipts?.find(({ productId }) => {
    const rest = left.get(productId);
    return !items.some((item) => item.productId === productId) || (rest !== undefined && rest.good + rest.damaged > 0);
  });
  if (!over) return ok(counted);
  return reject("invalid_argument", `More of ${over.productId} than the return is of`, {
    details: { path: "items", allowed: items.map(({ productId, quantity }) => ({ product_id: productId, quantity })) },
  });
}

/** Several rows about one product count together. */
function sumReceipts(receipts: readonly Receipt[]): Map<string, { good: number; damaged: number }> {
  const sums = new Map<string, { good: number; damaged: number }>();
  for (const { productId, good, damaged } of receipts) {
    const known = sums.get(productId) ?? { good: 0, damaged: 0 };
    sums.set(productId, { good: known.good + good, damaged: known.damaged + damaged });
  }
  return sums;
}

/** What of an exchange can still be sent: no more than has come back. The rest of what was held goes on the shelf. */
export function shrinkExchange(wanted: readonly ExchangeItem[], items: readonly ReturnItem[]) {
  const left = new Map<string, number>();
  for (const item of items) left.set(item.productId, (left.get(item.productId) ?? 0) + arrived(item));
  const sized = wanted.map((item) => {
    const quantity = Math.min(item.quantity, left.get(item.insteadOf) ?? 0);
    left.set(item.insteadOf, (left.get(item.insteadOf) ?? 0) - quantity);
    return { item, quantity };
  });
  return {
    kept: sized.filter(({ quantity }) => quantity > 0).map(({ item, quantity }) => ({ ...item, quantity })),
    released: sized.map(
      ({ item, quantity }): StockMove => ({
        productId: item.productId,
        add: item.quantity - quantity,
      }),
    ),
  };
}
