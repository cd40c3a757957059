import type { Change, StockMove } from "../change.ts";
import { type Minor, times } from "../money.ts";
import type { Actor, Order } from "../order/order.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import { stepOf } from "../spending.ts";
import { differenceOf, exchangeTotal } from "./difference.ts";
import { arrived, countReceipts, type Receipt, shrinkExchange } from "./receipts.ts";
import { nextReturnStatuses, type Return, type ReturnItem, type ReturnStatus, steppedReturn } from "./return.ts";

/** Who takes a return a step further, and when. */
export interface Step {
  readonly at: string;
  readonly by: Actor;
  readonly note?: string | undefined;
}

/** Takes a return to a status without goods or money: approved, in transit. */
export function advanceReturn(made: Return, order: Order, to: "approved" | "in_transit", step: Step): Outcome<Change> {
  if (!isNext(made, to)) return illegal(made, to);
  const next = steppedReturn(made, { ...step, to });
  return ok({ return: next, order: withStatus(order, next) });
}

/** Calls a return off: its units can be returned again, and what was held for an exchange goes back on the shelf. */
export function closeReturn(made: Return, order: Order, to: "rejected" | "cancelled", step: Step): Outcome<Change> {
  if (!isNext(made, to)) return illegal(made, to);
  const next = steppedReturn(made, { ...step, to });
  return ok({
    return: next,
    order: giveBack(withStatus(order, next), made.items),
    stock: (made.exchangeFor ?? []).map(({ productId, quantity }) => ({ productId, add: quantity })),
    spent: stepOf(made, made.spent, 0n),
  });
}

/**
 * Takes in what has arrived. Good units go back on the shelf; units that did not arrive are not refunded and can be
 * returned again. Without receipts everything arrived in good state. An approved return counts as sent on the way.
 */
export function receiveReturn(
  made: Return,
  order: Order,
  { receipts, ...step }: Step & { readonly receipts?: readonly Receipt[] | undefined },
): Outcome<Change> {
  const sent = made.status === "approved" ? steppedReturn(made, { ...step, to: "in_transit" }) : made;
  if (!isNext(sent, "received")) return illegal(made, "received");
  const counted = countReceipts(made.items, receipts);
  if (!counted.ok) return counted;
  const items = counted.value;
  const exchange = made.exchangeFor && shrinkExchange(made.exchangeFor, items);
  const next: Return = {
    ...steppedReturn({ ...sent, version: made.version }, { ...step, to: "received" }),
    items,
    ...(exchange && { exchangeFor: exchange.kept }),
    refundMinor: items.reduce<Minor>((sum, item) => sum + times(item.unitPriceMinor, arrived(item)), 0n),
  };
  const spent = spentNow(next);
  const missing = items.map((item) => ({ ...item, quantity: item.quantity - arrived(item) }));
  return ok({
    return: { ...next, ...(spent && { spent }) },
    spent: spent && stepOf(made, made.spent, spent.minor),
    order: giveBack(withStatus(order, next), missing),
    stock: [
      ...items.map((item): StockMove => ({ productId: item.productId, add: item.goodQuantity ?? 0 })),
      ...(exchange?.released ?? []),
    ],
  });
}

/** What an exchange counts towards the day's limit, now that it is known what arrived. */
function spentNow(received: Return): Return["spent"] {
  const more = differenceOf(received);
  return received.spent && { ...received.spent, minor: more > 0n ? more : 0n };
}

/** Pays the money back; for an exchange sends the goods wanted, and pays back only what they cost less. */
export function refundReturn(
  made: Return,
  order: Order,
  { replacementOrderId, ...step }: Step & { readonly replacementOrderId: string },
): Outcome<Change> {
  if (!isNext(made, "refunded")) return illegal(made, "refunded");
  const exchangeFor = made.exchangeFor?.length ? made.exchangeFor : undefined;
  const credit = made.refundMinor;
  const cost = exchangeFor ? exchangeTotal(exchangeFor) : 0n;
  const next: Return = {
    ...steppedReturn(made, { ...step, to: "refunded" }),
    refundMinor: credit > cost ? credit - cost : 0n,
    processedAt: step.at,
    ...(exchangeFor && { replacementOrderId }),
  };
  return ok({
    return: next,
    order: withStatus(order, next),
    ...(exchangeFor && { newOrder: replacement(order, { made, exchangeFor, replacementOrderId, step }) }),
  });
}

/** The order that sends what was held for an exchange. Its stock was taken when the exchange was requested. */
function replacement(
  order: Order,
  {
    made,
    exchangeFor,
    replacementOrderId,
    step,
  }: {
    readonly made: Return;
    readonly exchangeFor: NonNullable<Return["exchangeFor"]>;
    readonly replacementOrderId: string;
    readonly step: Step;
  },
): Order {
  return {
    orderId: replacementOrderId,
    customerId: order.customerId,
    status: "placed",
    lines: exchangeFor.map(({ insteadOf: _, ...item }, index) => ({
      ...item,
      lineId: `l${index + 1}`,
      returnedQuantity: 0,
    })),
    currency: order.currency,
    totalMinor: exchangeTotal(exchangeFor),
    shippingAddress: order.shippingAddress,
    paymentMethod: order.paymentMethod,
    createdAt: step.at,
    history: [{ at: step.at, to: "placed", by: step.by, note: `exchange ${made.returnId}` }],
    returns: [],
    version: 1,
    exchangeOf: made.returnId,
    ...(made.spent && { spent: made.spent }),
  };
}

const isNext = ({ status }: Return, to: ReturnStatus): boolean => nextReturnStatuses[status].includes(to);

const illegal = ({ status }: Return, to: ReturnStatus): Outcome<never> =>
  reject("illegal_step", `A return that is ${status} cannot become ${to}`, {
    details: { status, allowed: nextReturnStatuses[status] },
  });

/** The order with the return's status brought up to date. */
const withStatus = (order: Order, { returnId, status }: Return): Order => ({
  ...order,
  returns: order.returns.map((summary) => (summary.returnId === returnId ? { ...summary, status } : summary)),
  version: order.version + 1,
});

/** The order with units counted as not returned again. */
const giveBack = (order: Order, items: readonly ReturnItem[]): Order => ({
  ...order,
  lines: order.lines.map((line) => {
    const back = items.filter(({ lineId }) => lineId === line.lineId).reduce((sum, item) => sum + item.quantity, 0);
    return { ...line, returnedQuantity: line.returnedQuantity - back };
  }),
});
