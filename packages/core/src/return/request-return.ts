import type { Minor } from "../money.ts";
import { times } from "../money.ts";
import { type Actor, type Order, type OrderLine, returnable } from "../order/order.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import { addDays } from "../time.ts";
import type { Return, ReturnItem } from "./return.ts";
import { type ReturnPolicy, returnWindowEnd } from "./return-policy.ts";

const sendBackDays = 14;

export interface ReturnRequest {
  readonly returnId: string;
  readonly reason: string;
  /** What to return; absent = everything that still can be. */
  readonly items?: readonly { readonly productId: string; readonly quantity: number }[] | undefined;
  readonly refundTo: string;
  readonly requestHash: string;
  readonly by: Actor;
  /** ISO 8601. */
  readonly at: string;
}

/** Decides what of an order may go back, and writes down the return and the order it leaves behind. */
export function requestReturn(
  order: Order,
  request: ReturnRequest,
  policy: ReturnPolicy,
): Outcome<{ readonly request: Return; readonly order: Order }> {
  if (order.status !== "delivered")
    return reject("not_delivered", "The order has not been delivered", { details: { status: order.status } });
  const items = request.items ? chosen(order, request.items) : everything(order);
  if (!items.ok) return items;
  const open = withinWindow(order, items.value, { policy, at: request.at, all: request.items !== undefined });
  if (!open.ok) return open;

  const { returnId, at, by } = request;
  const made: Return = {
    returnId,
    orderId: order.orderId,
    customerId: order.customerId,
    items: open.value,
    reason: request.reason,
    status: "requested",
    refundTo: request.refundTo,
    refundMinor: open.value.reduce<Minor>((sum, item) => sum + times(item.unitPriceMinor, item.quantity), 0n),
    currency: order.currency,
    deadline: addDays(at, sendBackDays),
    createdAt: at,
    history: [{ at, to: "requested", by }],
    version: 1,
    requestHash: request.requestHash,
  };
  return ok({ request: made, order: withReturn(order, made) });
}

/** The order with the units of a new return counted on its lines. */
function withReturn(order: Order, { returnId, status, items, createdAt }: Return): Order {
  const taken = (line: OrderLine) =>
    items.filter(({ lineId }) => lineId === line.lineId).reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    ...order,
    lines: order.lines.map((line) => ({ ...line, returnedQuantity: line.returnedQuantity + taken(line) })),
    returns: [
      ...order.returns,
      { returnId, status, items: items.map(({ productId, quantity }) => ({ productId, quantity })), createdAt },
    ],
    version: order.version + 1,
  };
}

function everything(order: Order): Outcome<ReturnItem[]> {
  const items = order.lines.flatMap((line) => (returnable(line) > 0 ? [itemOf(line, returnable(line))] : []));
  return items.length > 0 ? ok(items) : alreadyReturned(order);
}

function chosen(order: Order, wanted: NonNullable<ReturnRequest["items"]>): Outcome<ReturnItem[]> {
  const totals = new Map<string, number>();
  for (const { productId, quantity } of wanted) totals.set(productId, (totals.get(productId) ?? 0) + quantity);

  const items: ReturnItem[] = [];
  for (const [productId, quantity] of totals) {
    const lines = order.lines.filter((line) => line.productId === productId);
    if (lines.length === 0) return notOnOrder(order, productId);
    const left = lines.reduce((sum, line) => sum + returnable(line), 0);
    if (left === 0) return alreadyReturned(order, productId);
    if (quantity > left)
      return reject(
        "nothing_left_to_return",
        `Only ${left} of ${lines[0]?.productName ?? productId} can still be returned`,
        {
          details: { product_id: productId, max_quantity: left },
        },
      );
    items.push(...spread(lines, quantity));
  }
  return ok(items);
}

/** Takes units from lines of the same product in their order. */
function spread(lines: readonly OrderLine[], quantity: number): ReturnItem[] {
  let left = quantity;
  return lines.flatMap((line) => {
    const taken = Math.min(left, returnable(line));
    left -= taken;
    return taken > 0 ? [itemOf(line, taken)] : [];
  });
}

const itemOf = ({ lineId, productId, productName, unitPriceMinor }: OrderLine, quantity: number): ReturnItem => ({
  lineId,
  productId,
  productName,
  quantity,
  unitPriceMinor,
});

/** Leaves out what is past its window; refuses when nothing is left, or when `all` were asked for by name. */
function withinWindow(
  order: Order,
  items: readonly ReturnItem[],
  { policy, at, all }: { policy: ReturnPolicy; at: string; all: boolean },
): Outcome<readonly ReturnItem[]> {
  const ends = items.map((item) => {
    const line = order.lines.find(({ lineId }) => lineId === item.lineId);
    return { item, end: (line && returnWindowEnd(order, line, policy)) ?? "" };
  });
  const open = ends.filter(({ end }) => end >= at).map(({ item }) => item);
  if (open.length === items.length || (open.length > 0 && !all)) return ok(open);
  const closed = ends.map(({ end }) => end).filter((end) => end < at);
  return reject("return_window_closed", "The return window for this order has closed", {
    details: { closed_at: closed.sort().at(-1) },
  });
}

const notOnOrder = (order: Order, productId: string): Outcome<never> =>
  reject("invalid_argument", `${productId} is not on this order`, {
    details: { path: "items", allowed: [...new Set(order.lines.map((line) => line.productId))] },
  });

/** Answers in the guide's words: which return it is, and how far it has come. */
function alreadyReturned(order: Order, productId?: string): Outcome<never> {
  const earlier = order.returns.findLast(
    ({ status, items }) =>
      status !== "cancelled" &&
      status !== "rejected" &&
      (productId === undefined || items.some((item) => item.productId === productId)),
  );
  if (!earlier)
    return reject("nothing_left_to_return", "Nothing on this order is left to return", {
      details: { max_quantity: 0 },
    });
  const { returnId, status } = earlier;
  return reject("already_returned", "Return already exists", {
    details: { return_id: returnId, status },
    also: { message: "Return already exists", return_id: returnId, status },
  });
}
