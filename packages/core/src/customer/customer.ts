import type { Minor } from "../money.ts";

export interface Address {
  readonly street: string;
  readonly city: string;
  readonly state?: string | undefined;
  readonly zipCode?: string | undefined;
  readonly country: string;
}

/** How the customer pays: what may be shown of it. The shop stores no card numbers. */
export interface PaymentMethod {
  readonly paymentMethodId: string;
  readonly type: string;
  readonly brand?: string | undefined;
  readonly lastFour?: string | undefined;
}

export interface Customer {
  readonly customerId: string;
  readonly email: string;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly shippingAddress?: Address | undefined;
  /** The first one is the default. */
  readonly paymentMethods: readonly PaymentMethod[];
  /** Ceiling per day for orders placed through agents; absent = the shop's own. */
  readonly dailySpendLimitMinor?: Minor | undefined;
}
