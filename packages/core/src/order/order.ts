import type { StockMove } from "../change.ts";
import type { Address, PaymentMethod } from "../customer/customer.ts";
import type { Minor } from "../money.ts";
import type { ReturnStatus } from "../return/return.ts";
import type { Spent } from "../spending.ts";

export const orderStatuses = ["placed", "processing", "shipped", "delivered", "cancelled"] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** One product on an order, with name, options and price as they were when it was placed. */
export interface OrderLine {
  readonly lineId: string;
  readonly productId: string;
  readonly productName: string;
  readonly category: string;
  readonly groupId?: string | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
  readonly quantity: number;
  /** Units that are in a return, or have come back; never more than `quantity`. */
  readonly returnedQuantity: number;
  readonly unitPriceMinor: Minor;
}

/** Who did something to an order or a return, and through which program. */
export interface Actor {
  readonly kind: "customer" | "staff" | "system";
  readonly id: string;
  readonly clientId?: string | undefined;
  readonly tool: string;
  readonly requestId: string;
}

/** One step of an order's life. The list of them only grows. */
export interface OrderEvent {
  readonly at: string;
  readonly from?: OrderStatus | undefined;
  readonly to: OrderStatus;
  readonly by: Actor;
  readonly note?: string | undefined;
}

/** What an order remembers of a return made from it, kept in the same transaction as the return itself. */
export interface ReturnSummary {
  readonly returnId: string;
  readonly status: ReturnStatus;
  readonly items: readonly { readonly productId: string; readonly quantity: number }[];
  readonly createdAt: string;
}

export interface Order {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
  readonly currency: string;
  readonly totalMinor: Minor;
  readonly shippingAddress?: Address | undefined;
  readonly paymentMethod?: PaymentMethod | undefined;
  readonly createdAt: string;
  readonly estimatedDelivery?: string | undefined;
  readonly deliveredAt?: string | undefined;
  readonly history: readonly OrderEvent[];
  readonly returns: readonly ReturnSummary[];
  /** Counts changes; a write names the version it read, so that two writers cannot both win. */
  readonly version: number;
  /** Digest of the arguments the order was placed with: the same key with other arguments is a conflict. */
  readonly requestHash?: string | undefined;
  /** What the order counts towards a day's limit, when it does. */
  readonly spent?: Spent | undefined;
  /** The return that this order replaces goods of. */
  readonly exchangeOf?: string | undefined;
}

/** The order one step further: in a new status, with the step added to its history. */
export const stepped = (order: Order, step: Omit<OrderEvent, "from">): Order => ({
  ...order,
  status: step.to,
  history: [...order.history, { ...step, from: order.status }],
  version: order.version + 1,
});

/** Which status may follow which. */
export const nextStatuses: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  placed: ["processing", "cancelled"],
  processing: ["shipped", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
};

/** Every unit of the order, back on its shelf. */
export const restock = ({ lines }: Pick<Order, "lines">): readonly StockMove[] =>
  lines.map(({ productId, quantity }) => ({ productId, add: quantity }));

export const returnable = ({ quantity, returnedQuantity }: OrderLine): number => quantity - returnedQuantity;
