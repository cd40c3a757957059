import { type Law, returnsOf } from "./laws-orders.ts";
import type { ReturnItem, Snapshot } from "./snapshot.ts";

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const under = new Set(["requested", "approved", "in_transit"]);
const over = new Set(["cancelled", "rejected"]);

export const nextReturnStatus: Record<string, readonly string[]> = {
  requested: ["approved", "rejected", "cancelled"],
  approved: ["in_transit", "cancelled"],
  in_transit: ["received"],
  received: ["refunded"],
  refunded: [],
  cancelled: [],
  rejected: [],
};

interface Unit {
  readonly product_id: string;
  readonly quantity: number;
}
type Entry = ReturnItem["items"][number];
const arrived = ({ good_quantity = 0, damaged_quantity = 0 }: Entry): number => good_quantity + damaged_quantity;

/** Units of a line that one return keeps from being returned again. */
const keeps = ({ status }: ReturnItem, entry: Entry): number => {
  if (over.has(status)) return 0;
  return under.has(status) ? entry.quantity : arrived(entry);
};

/** What a line counts as returned is in its live returns, and never more than was bought. */
export const returnedUnits: Law = (shop) =>
  [...shop.orders.values()].flatMap((order) =>
    order.lines.flatMap((line) => {
      const kept = sum(
        returnsOf(shop, order.order_id).flatMap((made) =>
          made.items.filter(({ line_id }) => line_id === line.line_id).map((entry) => keeps(made, entry)),
        ),
      );
      const { returned_quantity: told, quantity } = line;
      const name = `${order.order_id} ${line.line_id}`;
      return [
        ...(told === kept ? [] : [`${name}: returned_quantity ${told}, in returns ${kept}`]),
        ...(kept >= 0 && kept <= quantity ? [] : [`${name}: ${kept} of ${quantity} returned`]),
      ];
    }),
  );

/** An order remembers exactly its returns. */
export const rememberedReturns: Law = (shop) => [
  ...[...shop.orders.values()].flatMap((order) => {
    const brief = ({
      return_id,
      status,
      items,
    }: Pick<ReturnItem, "return_id" | "status"> & { items: readonly Unit[] }) =>
      JSON.stringify([return_id, status, items.map(({ product_id, quantity }) => [product_id, quantity])]);
    const told = order.returns.map(brief).sort();
    const made = returnsOf(shop, order.order_id).map(brief).sort();
    return String(told) === String(made) ? [] : [`${order.order_id}: remembers ${told}, made ${made}`];
  }),
  ...[...shop.returns.values()]
    .filter((made) => shop.orders.get(made.order_id)?.customer_id !== made.customer_id)
    .map(({ return_id }) => `${return_id}: of an order that is not the customer's`),
];

/** A return's steps are allowed ones, and its version counts the calls that took them. */
export const returnHistory: Law = ({ returns }) =>
  [...returns.values()].flatMap((made) => {
    const wrong = made.history.filter((step, index) => {
      const before = made.history[index - 1];
      if (!before) return step.to !== "requested" || step.from !== undefined;
      return step.from !== before.to || !nextReturnStatus[before.to]?.includes(step.to);
    });
    const calls = new Set(made.history.map(({ by }) => by.request_id)).size;
    return [
      ...wrong.map((step) => `${made.return_id}: step ${step.from} -> ${step.to}`),
      ...(made.history.at(-1)?.to === made.status ? [] : [`${made.return_id}: status is not the last step's`]),
      ...(calls === made.version ? [] : [`${made.return_id}: version ${made.version} after ${calls} calls`]),
    ];
  });

const credit = (made: ReturnItem): number =>
  sum(
    made.items.map((entry) => {
      const units = under.has(made.status) || over.has(made.status) ? entry.quantity : arrived(entry);
      return units * entry.unit_price_minor;
    }),
  );

function expectedRefund(made: ReturnItem): number {
  if (made.status !== "refunded" || !made.exchange_for) return credit(made);
  const cost = sum(made.exchange_for.map(({ quantity, unit_price_minor }) => quantity * unit_price_minor));
  return Math.max(0, credit(made) - cost);
}

/** Money goes back for what arrived, at the price it was bought for, and never more of it than was paid. */
export const refunds: Law = (shop) => [
  ...[...shop.returns.values()]
    .filter((made) => made.refund_minor !== expectedRefund(made))
    .map((made) => `${made.return_id}: refund ${made.refund_minor}, should be ${expectedRefund(made)}`),
  ...[...shop.returns.values()]
    .filter((made) => made.items.some((entry) => entry.unit_price_minor !== priceOf(shop, made, entry)))
    .map(({ return_id }) => `${return_id}: not at the price of its line`),
  ...[...shop.orders.values()].flatMap((order) => {
    const live = returnsOf(shop, order.order_id).filter(({ status }) => !over.has(status));
    const back = sum(live.map(credit));
    return back <= order.total_minor ? [] : [`${order.order_id}: ${back} back of ${order.total_minor} paid`];
  }),
];

const priceOf = ({ orders }: Snapshot, { order_id }: ReturnItem, { line_id }: Entry): number | undefined =>
  orders.get(order_id)?.lines.find((line) => line.line_id === line_id)?.unit_price_minor;

/** An exchange that is done has one replacement, and no replacement is without its exchange. */
export const replacements: Law = ({ orders, returns }) => {
  const done = [...returns.values()].filter(
    ({ status, exchange_for }) => status === "refunded" && exchange_for?.length,
  );
  const told = done.map((made) => `${made.return_id} ${made.replacement_order_id}`).sort();
  const sent = [...orders.values()].filter(({ exchange_of }) => exchange_of !== undefined);
  const made = sent.map((order) => `${order.exchange_of} ${order.order_id}`).sort();
  const generous = [...returns.values()].filter(
    ({ status, items, exchange_for = [] }) =>
      (status === "received" || status === "refunded") &&
      sum(exchange_for.map(({ quantity }) => quantity)) > sum(items.map(arrived)),
  );
  return [
    ...(String(told) === String(made) ? [] : [`exchanges done: ${told}; replacements: ${made}`]),
    ...generous.map(({ return_id }) => `${return_id}: sends more than came back`),
  ];
};
