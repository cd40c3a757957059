import type { Minor } from "../money.ts";
import type { Actor } from "../order/order.ts";

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
}
