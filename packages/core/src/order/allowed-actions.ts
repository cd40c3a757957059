import type { RejectionCode } from "../rejection.ts";
import { type ReturnPolicy, returnWindowEnd } from "../return/return-policy.ts";
import { type Order, returnable } from "./order.ts";

/** Whether something may be done with an order now, and if not, why: the code that trying would answer. */
export interface AllowedAction {
  readonly allowed: boolean;
  readonly code?: RejectionCode;
  readonly reason?: string;
  /** ISO 8601: allowed until then. */
  readonly deadline?: string;
  readonly maxQuantity?: number;
}

export interface AllowedActions {
  readonly cancel: AllowedAction;
  readonly return: AllowedAction;
  readonly exchange: AllowedAction;
  readonly review: AllowedAction;
  readonly changeAddress: AllowedAction;
}

/** What the customer may still do with an order at `now`. Used by reads to tell and by writes to decide. */
export function allowedActions(order: Order, policy: ReturnPolicy, now: Date): AllowedActions {
  const goBack = mayReturn(order, policy, now);
  return {
    cancel: mayCancel(order),
    return: goBack,
    exchange: mayExchange(order, goBack),
    review: mayReview(order),
    changeAddress: mayCancel(order),
  };
}

export const mayCancel = ({ status }: Order): AllowedAction =>
  status === "placed" || status === "processing"
    ? { allowed: true }
    : refused(
        "order_not_cancellable",
        status === "cancelled" ? "The order is already cancelled" : "The order has already shipped",
      );

const mayReview = ({ status }: Order): AllowedAction =>
  status === "cancelled" ? refused("not_purchased", "The order was cancelled") : { allowed: true };

/** As a return, of a product that comes in other variants. */
function mayExchange({ lines }: Order, goBack: AllowedAction): AllowedAction {
  const hasVariants = lines.some((line) => line.groupId !== undefined && returnable(line) > 0);
  return goBack.allowed && !hasVariants
    ? refused("product_unavailable", "Nothing on the order comes in other variants")
    : goBack;
}

function mayReturn(order: Order, policy: ReturnPolicy, now: Date): AllowedAction {
  if (order.status !== "delivered") return refused("not_delivered", "The order has not been delivered");
  const left = order.lines.filter((line) => returnable(line) > 0);
  if (left.length === 0) return refused("already_returned", "Everything on the order is in a return already");

  const open = left.flatMap((line) => {
    const end = returnWindowEnd(order, line, policy);
    return end !== undefined && end >= now.toISOString() ? [{ end, quantity: returnable(line) }] : [];
  });
  const deadline = open
    .map(({ end }) => end)
    .sort()
    .at(-1);
  if (deadline === undefined) return refused("return_window_closed", "The return window has ended");
  return { allowed: true, deadline, maxQuantity: open.reduce((sum, { quantity }) => sum + quantity, 0) };
}

const refused = (code: RejectionCode, reason: string): AllowedAction => ({ allowed: false, code, reason });
