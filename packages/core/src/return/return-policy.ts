import type { Order, OrderLine } from "../order/order.ts";
import { addDays } from "../time.ts";

/** How long after delivery a product may be returned, in days: for all, and by category where it differs. */
export interface ReturnPolicy {
  readonly windowDays: number;
  readonly windowDaysByCategory: Readonly<Record<string, number>>;
}

/** When the return window of a line closes; `undefined` while the order is not delivered. */
export const returnWindowEnd = (
  { deliveredAt }: Pick<Order, "deliveredAt">,
  { category }: Pick<OrderLine, "category">,
  policy: ReturnPolicy,
): string | undefined => deliveredAt && addDays(deliveredAt, windowDaysOf({ category }, policy));

/** Days after delivery in which a product of this category may be returned. */
export const windowDaysOf = (
  { category }: Pick<OrderLine, "category">,
  { windowDays, windowDaysByCategory }: ReturnPolicy,
): number => (Object.hasOwn(windowDaysByCategory, category) ? windowDaysByCategory[category] : undefined) ?? windowDays;
