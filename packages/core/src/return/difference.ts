import { type Minor, times } from "../money.ts";
import { arrived } from "./receipts.ts";
import type { ExchangeItem, Return } from "./return.ts";

/** What the goods wanted cost together. */
export const exchangeTotal = (items: readonly ExchangeItem[]): Minor =>
  items.reduce<Minor>((sum, item) => sum + times(item.unitPriceMinor, item.quantity), 0n);

/** What the goods wanted cost more than the units returned, or than those that arrived once that is known; may be negative. */
export const differenceOf = ({ exchangeFor = [], items }: Pick<Return, "exchangeFor" | "items">): Minor =>
  exchangeTotal(exchangeFor) -
  items.reduce<Minor>((sum, item) => {
    const units = item.goodQuantity === undefined ? item.quantity : arrived(item);
    return sum + times(item.unitPriceMinor, units);
  }, 0n);
