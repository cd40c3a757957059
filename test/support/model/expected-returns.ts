import { dayOf, type Memory, ownOrder, refusedSwap, roomOf } from "./expected-basics.ts";
import { nextReturnStatus } from "./laws-returns.ts";
import type { Call } from "./plan.ts";
import type { LineItem, OrderItem, Snapshot } from "./snapshot.ts";

const dayMs = 86_400_000;
const left = ({ quantity, returned_quantity }: LineItem): number => quantity - returned_quantity;

const isOpen = ({ delivered_at = "" }: OrderItem, { category }: LineItem, now: Date): boolean =>
  Date.parse(delivered_at) + (category === "Books" ? 14 : 30) * dayMs >= now.getTime();

/** What a return of these items, or of everything, has to be answered. */
export function expectedReturn(call: Call, shop: Snapshot, { now }: Memory): string {
  const own = ownOrder(call, shop);
  if (!own) return "order_not_found";
  if (own.status !== "delivered") return "not_delivered";
  const lines = own.lines.filter((line) => left(line) > 0);
  const { items } = call.args;
  if (items !== undefined) return ofItems(own, items, now);
  if (lines.length === 0) return "already_returned";
  return lines.some((line) => isOpen(own, line, now)) ? "ok" : "return_window_closed";
}

function ofItems(own: OrderItem, items: readonly { product_id: string; quantity: number }[], now: Date): string {
  const wanted = new Map<string, number>();
  for (const { product_id, quantity } of items) wanted.set(product_id, (wanted.get(product_id) ?? 0) + quantity);
  for (const [id, quantity] of wanted) {
    const refused = refusedUnits(own, id, quantity);
    if (refused) return refused;
  }
  const lines = own.lines.filter((line) => left(line) > 0 && wanted.has(line.product_id));
  return lines.every((line) => isOpen(own, line, now)) ? "ok" : "return_window_closed";
}

function refusedUnits({ lines }: OrderItem, id: string, quantity: number): string | undefined {
  const of = lines.filter(({ product_id }) => product_id === id);
  if (of.length === 0) return "invalid_argument";
  const units = of.reduce((sum, line) => sum + left(line), 0);
  if (units === 0) return "already_returned";
  return quantity > units ? "nothing_left_to_return" : undefined;
}

export function expectedExchange(call: Call, shop: Snapshot, memory: Memory): string {
  const back = expectedReturn(call, shop, memory);
  if (back !== "ok") return back;
  const { lines = [] } = ownOrder(call, shop) ?? {};
  const { items } = call.args;
  for (const item of items) {
    const refused = refusedSwap(lines, item, shop);
    if (refused) return refused;
  }
  const taken = new Map<string, number>();
  for (const { new_product_id: id, quantity } of items) taken.set(id, (taken.get(id) ?? 0) + quantity);
  const short = [...taken].some(([id, units]) => (shop.products.get(id)?.stock_quantity ?? 0) < units);
  if (short) return "insufficient_stock";
  const more = costOf(items, shop) - creditOf(lines, items);
  return more > 0 && more > roomOf(call.actor, dayOf(memory), shop) ? "spend_limit_exceeded" : "ok";
}

interface Swap {
  readonly product_id: string;
  readonly new_product_id: string;
  readonly quantity: number;
}

const costOf = (items: readonly Swap[], { products }: Snapshot): number =>
  items.reduce((sum, { new_product_id: id, quantity }) => sum + (products.get(id)?.price_minor ?? 0) * quantity, 0);

/** What the units to be returned were sold for: they are taken from the first lines that have them. */
function creditOf(lines: readonly LineItem[], items: readonly Swap[]): number {
  const units = lines.flatMap((line) => Array.from({ length: left(line) }, () => line));
  let credit = 0;
  for (const { product_id, quantity } of items)
    for (let taken = 0; taken < quantity; taken += 1) {
      const at = units.findIndex((line) => line.product_id === product_id);
      credit += units.splice(at, 1)[0]?.unit_price_minor ?? 0;
    }
  return credit;
}

const goals: Record<string, string> = {
  approve: "approved",
  in_transit: "in_transit",
  reject: "rejected",
  cancel: "cancelled",
  receive: "received",
  refund: "refunded",
};

export function expectedStep({ args }: Call, shop: Snapshot): string {
  const made = shop.returns.get(args["return_id"]);
  if (!made) return "return_not_found";
  const goal = goals[args["action"]] ?? "";
  const straight = goal === "received" && made.status === "approved";
  if (!straight && !nextReturnStatus[made.status]?.includes(goal)) return "illegal_step";
  const over = (args["items"] ?? []).some(({ product_id, good_quantity, damaged_quantity }: any) => {
    const of = made.items.filter((entry) => entry.product_id === product_id);
    return good_quantity + damaged_quantity > of.reduce((sum, entry) => sum + entry.quantity, 0);
  });
  return over ? "invalid_argument" : "ok";
}
