import type { Customer } from "./customer/customer.ts";
import type { Minor } from "./money.ts";
import type { Ports } from "./ports.ts";

/** What an order or an exchange counts towards its customer's limit of a day. */
export interface Spent {
  /** UTC, `2026-11-22`. */
  readonly day: string;
  readonly minor: Minor;
}

/** A step of the counter that keeps a customer within the daily limit. */
export interface Spending {
  readonly customerId: string;
  readonly currency: string;
  /** UTC, `2026-11-22`. */
  readonly day: string;
  readonly addMinor: Minor;
  /** Refuses with `spend_limit_exceeded` when the day's sum would pass it; absent when money comes back. */
  readonly limitMinor?: Minor | undefined;
}

/** What a record counts from now on, and the step of the counter that makes it so; neither where nothing is counted. */
export interface Counted {
  readonly spent?: Spent | undefined;
  readonly spending?: Spending | undefined;
}

type Limits = Pick<Ports, "dailySpendLimitMinor" | "now"> & { readonly customer: Customer };

/** The customer's own ceiling, or the shop's, when there is one. */
const limitOf = ({ customer, dailySpendLimitMinor }: Limits): Minor | undefined =>
  customer.dailySpendLimitMinor ?? dailySpendLimitMinor;

/**
 * Counts what the customer is to pay more: on the day that the record counts towards already, else today. Less to pay
 * gives back, but never more than was counted.
 */
export function countMore(currency: string, before: Spent | undefined, more: Minor, limits: Limits): Counted {
  const limitMinor = limitOf(limits);
  if (before === undefined && limitMinor === undefined) return {};
  const { day, minor } = before ?? { day: limits.now().toISOString().slice(0, 10), minor: 0n };
  const after = minor + more > 0n ? minor + more : 0n;
  const step = stepOf({ customerId: limits.customer.customerId, currency }, { day, minor }, after);
  const spending = step && (step.addMinor > 0n ? { ...step, limitMinor } : step);
  return { spent: { day, minor: after }, spending };
}

/** The counter's step from what a record counts to what it is to count, whatever the limit says. */
export const stepOf = (
  { customerId, currency }: { readonly customerId: string; readonly currency: string },
  before: Spent | undefined,
  after: Minor,
): Spending | undefined =>
  before === undefined || before.minor === after
    ? undefined
    : { customerId, currency, day: before.day, addMinor: after - before.minor };
