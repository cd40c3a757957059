import type { Minor } from "../money.ts";
import type { Actor } from "../order/order.ts";
import type { Spent } from "../spending.ts";

export const returnStatuses = [
  "requested",
  "approved",
  "in_transit",
  "received",
  "refunded",
  "cancelled",
  "rejected",
] as const;
export type ReturnStatus = (typeof returnStatuses)[number];

export interface ReturnItem {
  readonly lineId: string;
  readonly productId: string;
  readonly productName: string;
  readonly quantity: number;
  readonly unitPriceMinor: Minor;
  /** Units that came back fit to be sold again, and those that did not; known once received. */
  readonly goodQuantity?: number | undefined;
  readonly damagedQuantity?: number | undefined;
}

/** What the customer wants in place of the units returned, at the price it had then; its stock is held meanwhile. */
export interface ExchangeItem {
  /** The product of the order that comes back for it. */
  readonly insteadOf: string;
  readonly productId: string;
  readonly productName: string;
  readonly category: string;
  readonly groupId?: string | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
  readonly quantity: number;
  readonly unitPriceMinor: Minor;
}

export interface ReturnEvent {
  readonly at: string;
  readonly from?: ReturnStatus | undefined;
  readonly to: ReturnStatus;
  readonly by: Actor;
  readonly note?: string | undefined;
}

/** Units of one order on their way back, and the money that goes with them. */
export interface Return {
  readonly returnId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly items: readonly ReturnItem[];
  readonly reason: string;
  readonly status: ReturnStatus;
  /** `"original"` or the id of one of the customer's payment methods. */
  readonly refundTo: string;
  readonly refundMinor: Minor;
  readonly currency: string;
  /** Send the goods back by then. */
  readonly deadline: string;
  readonly createdAt: string;
  readonly history: readonly ReturnEvent[];
  readonly version: number;
  readonly requestHash?: string | undefined;
  readonly processedAt?: string | undefined;
  /** For an exchange: what is to be sent instead, and how a price difference is paid. */
  readonly exchangeFor?: readonly ExchangeItem[] | undefined;
  readonly chargeTo?: string | undefined;
  /** For an exchange: what its difference counts towards a day's limit, until the replacement order counts it. */
  readonly spent?: Spent | undefined;
  /** For an exchange: the order that sends it, once the goods are back. */
  readonly replacementOrderId?: string | undefined;
}

/** Which status may follow which. */
export const nextReturnStatuses: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  requested: ["approved", "rejected", "cancelled"],
  approved: ["in_transit", "cancelled"],
  in_transit: ["received"],
  received: ["refunded"],
  refunded: [],
  cancelled: [],
  rejected: [],
};

/** The return one step further: in a new status, with the step added to its history. */
export const steppedReturn = (made: Return, step: Omit<ReturnEvent, "from">): Return => ({
  ...made,
  status: step.to,
  history: [...made.history, { ...step, from: made.status }],
  version: made.version + 1,
});
