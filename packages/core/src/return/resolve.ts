import type { Change, StockMove } from "../change.ts";
import { type Minor, times } from "../money.ts";
import type { Actor, Order } from "../order/order.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import { exchangeTotal } from "./request-exchange.ts";
import {
  type ExchangeItem,
  nextReturnStatuses,
  type Return,
  type ReturnItem,
  type ReturnStatus,
  steppedReturn,
} from "./return.ts";

/** Who takes a return a step further, and when. */
export interface Step {
  readonly at: string;
  readonly by: Actor;
  readonly note?: string | undefined;
}

/** What of a returned product came back, and in which state. */
export interface Receipt {
  readonly productId: string;
  readonly good: number;
  readonly damaged: number;
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
  });
}

/** What of an exchange can still be sent: no more than has come back. The rest of what was held goes on the shelf. */
function shrinkExchange(wanted: readonly ExchangeItem[], items: readonly ReturnItem[]) {
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
  const missing = items.map((item) => ({ ...item, quantity: item.quantity - arrived(item) }));
  return ok({
    return: next,
    order: giveBack(withStatus(order, next), missing),
    stock: [
      ...items.map((item): StockMove => ({ productId: item.productId, add: item.goodQuantity ?? 0 })),
      ...(exchange?.released ?? []),
    ],
  });
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
  };
}

function countReceipts(items: readonly ReturnItem[], receipts: readonly Receipt[] | undefined): Outcome<ReturnItem[]> {
  const left = new Map(receipts?.map(({ productId, good, damaged }) => [productId, { good, damaged }]));
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

const arrived = ({ goodQuantity = 0, damagedQuantity = 0 }: ReturnItem): number => goodQuantity + damagedQuantity;

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
