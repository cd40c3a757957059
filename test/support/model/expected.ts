import {
  dayOf,
  type Expect,
  keyArgs,
  keyName,
  type Memory,
  ownOrder,
  refusedSale,
  roomOf,
  swapAll,
  totalOf,
} from "./expected-basics.ts";
import { expectedExchange, expectedReturn, expectedStep } from "./expected-returns.ts";
import { nextStatus } from "./laws-orders.ts";
import type { Call } from "./plan.ts";
import type { OrderItem, Snapshot } from "./snapshot.ts";

function replayed(call: Call, { keys }: Memory): string | undefined {
  const earlier = call.args["idempotency_key"] === undefined ? undefined : keys.get(keyName(call));
  if (earlier === undefined) return undefined;
  return earlier === keyArgs(call) ? "replayed" : "idempotency_conflict";
}

const order: Expect = (call, shop, memory) => {
  const { product_id, quantity, expected_unit_price } = call.args;
  const product = shop.products.get(product_id);
  const refused = replayed(call, memory) ?? refusedSale(product, quantity, expected_unit_price);
  if (refused) return refused;
  const total = (product?.price_minor ?? 0) * quantity;
  return total > roomOf(call.actor, dayOf(memory), shop) ? "spend_limit_exceeded" : "ok";
};

const isOpen = ({ status }: OrderItem): boolean => status === "placed" || status === "processing";

const cancel: Expect = (call, shop) => {
  const own = ownOrder(call, shop);
  if (!own) return "order_not_found";
  return isOpen(own) ? "ok" : "order_not_cancellable";
};

const update: Expect = (call, shop, memory) => {
  const own = ownOrder(call, shop);
  if (!own) return "order_not_found";
  if (!isOpen(own)) return "order_not_cancellable";
  const { payment_method_id: payment, replace_items: swaps = [], shipping_address } = call.args;
  if (payment !== undefined && !payment.startsWith(`pm-${call.actor}-`)) return "invalid_argument";
  if (payment === undefined && !shipping_address && swaps.length === 0) return "invalid_argument";
  return swapped(call, own, shop, memory);
};

function swapped(call: Call, own: OrderItem, shop: Snapshot, memory: Memory): string {
  const after = swapAll(own, call.args["replace_items"] ?? [], shop);
  if (typeof after === "string") return after;
  // The transaction names its stock before the day's spending.
  if (after.short) return "insufficient_stock";
  const more = totalOf(after.lines) - own.total_minor;
  return more > 0 && more > roomOf(call.actor, own.spend_day ?? dayOf(memory), shop) ? "spend_limit_exceeded" : "ok";
}

const review: Expect = ({ actor, args }, shop) => {
  const { product_id, update: replace } = args;
  const mine = [...shop.reviews.values()].some((one) => one.product_id === product_id && one.customer_id === actor);
  if (mine && !replace) return "already_reviewed";
  const bought = [...shop.orders.values()].some(
    (one) =>
      one.customer_id === actor &&
      one.status !== "cancelled" &&
      one.lines.some((line) => line.product_id === product_id),
  );
  return bought ? "ok" : "not_purchased";
};

const advance: Expect = ({ args }, shop) => {
  const found = shop.orders.get(args["order_id"]);
  if (!found) return "order_not_found";
  return nextStatus[found.status]?.includes(args["status"]) ? "ok" : "illegal_step";
};

const adjust: Expect = (call, shop, { keys }) => {
  const { add, product_id } = call.args;
  if (add === 0) return "invalid_argument";
  const earlier = keys.get(`${keyName(call)} ${product_id}`);
  if (earlier !== undefined) return earlier === String(add) ? "ok" : "idempotency_conflict";
  return (shop.products.get(product_id)?.stock_quantity ?? 0) + add < 0 ? "insufficient_stock" : "ok";
};

const getReturn: Expect = ({ actor, args }, shop) =>
  shop.returns.get(args["return_id"])?.customer_id === actor ? "ok" : "return_not_found";

const expectations: Record<string, Expect> = {
  order_product: order,
  cancel_order: cancel,
  update_order: update,
  write_product_review: review,
  initiate_return: (call, shop, memory) => replayed(call, memory) ?? expectedReturn(call, shop, memory),
  request_exchange: (call, shop, memory) => replayed(call, memory) ?? expectedExchange(call, shop, memory),
  get_order: (call, shop) => (ownOrder(call, shop) ? "ok" : "order_not_found"),
  get_return: getReturn,
  advance_order: advance,
  resolve_return: expectedStep,
  adjust_stock: adjust,
};

/** What the shop has to answer to a call, when nobody else is about. */
export const expectedCode: Expect = (call, shop, memory) => expectations[call.tool]?.(call, shop, memory) ?? "ok";
