import type { OrderItem, ReturnItem, Snapshot } from "./snapshot.ts";

/** What must hold of the tables at any moment; each law answers with what breaks it. */
export type Law = (shop: Snapshot) => string[];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

export const nextStatus: Record<string, readonly string[]> = {
  placed: ["processing", "cancelled"],
  processing: ["shipped", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
};

export const returnsOf = (shop: Snapshot, orderId: string): ReturnItem[] =>
  [...shop.returns.values()].filter((made) => made.order_id === orderId);

/** Totals are their lines', lines are sound, and every further line can be found by its product. */
export const soundLines: Law = ({ orders, lineRows }) =>
  [...orders.values()].flatMap((order) => {
    const total = sum(order.lines.map((line) => line.unit_price_minor * line.quantity));
    const ids = new Set(order.lines.map((line) => line.line_id));
    const unlisted = order.lines.slice(1).filter((line) => {
      const row = lineRows.get(`${order.order_id}#${line.line_id}`);
      return row?.customer_id !== order.customer_id || row.product_id !== line.product_id;
    });
    return [
      ...(total === order.total_minor ? [] : [`${order.order_id}: total ${order.total_minor}, lines ${total}`]),
      ...(ids.size === order.lines.length ? [] : [`${order.order_id}: a line id twice`]),
      ...(order.lines.every((line) => line.quantity >= 1) ? [] : [`${order.order_id}: an empty line`]),
      ...(order.product_id === order.lines[0]?.product_id
        ? []
        : [`${order.order_id}: product_id is not its first line's`]),
      ...(unlisted.length === 0 ? [] : [`${order.order_id}: lines without their index row`]),
    ];
  });

/** The history begins with `placed`, takes only allowed steps, and ends at the status. */
export const soundHistory: Law = ({ orders }) =>
  [...orders.values()].flatMap((order) => {
    const wrong = order.history.filter((step, index) => !isAllowed(step, order.history[index - 1]));
    const times = order.history.map(({ at }) => at);
    const delivered = order.history.find(({ to }) => to === "delivered");
    return [
      ...wrong.map((step) => `${order.order_id}: step ${step.from} -> ${step.to} by ${step.by.tool}`),
      ...(order.history.at(-1)?.to === order.status ? [] : [`${order.order_id}: status is not the last step's`]),
      ...(delivered?.at === order.delivered_at ? [] : [`${order.order_id}: delivered_at is not the step's`]),
      ...(String([...times].sort()) === String(times) ? [] : [`${order.order_id}: steps out of order`]),
    ];
  });

type Step = OrderItem["history"][number];

function isAllowed(step: Step, before: Step | undefined): boolean {
  if (!before) return step.to === "placed" && step.from === undefined;
  if (step.from !== before.to) return false;
  if (step.from === step.to) return step.by.tool === "update_order" && ["placed", "processing"].includes(step.to);
  return nextStatus[before.to]?.includes(step.to) ?? false;
}

/** Each step of an order, and each change of one of its returns, is one version. */
export const countedVersions: Law = (shop) =>
  [...shop.orders.values()].flatMap((order) => {
    const changes = order.history.length + sum(returnsOf(shop, order.order_id).map(({ version }) => version));
    return changes === order.version ? [] : [`${order.order_id}: version ${order.version} after ${changes} changes`];
  });

/** What an order that is paid for counts is what it costs; of one that came for an exchange, what the return says. */
export const soundSpending: Law = ({ orders, returns }) => [
  ...[...orders.values()]
    .filter((order) => order.history[0]?.by.tool === "order_product" && order.spend_day !== undefined)
    .filter((order) => order.spent_minor !== order.total_minor)
    .map((order) => `${order.order_id}: counts ${order.spent_minor} of ${order.total_minor}`),
  ...[...returns.values()]
    .filter((made) => made.spend_day !== undefined && made.spent_minor !== Math.max(0, differenceOf(made)))
    .map((made) => `${made.return_id}: counts ${made.spent_minor} of ${differenceOf(made)}`),
];

function differenceOf({ exchange_for: wanted = [], items }: ReturnItem): number {
  const units = (item: ReturnItem["items"][number]) =>
    item.good_quantity === undefined ? item.quantity : item.good_quantity + (item.damaged_quantity ?? 0);
  const cost = sum(wanted.map((item) => item.unit_price_minor * item.quantity));
  return cost - sum(items.map((item) => item.unit_price_minor * units(item)));
}

/** A customer's spending of a day is what their orders and exchanges that count towards it come to. */
export const countedSpending: Law = ({ orders, returns, notes }) => {
  const expected = new Map<string, number>();
  const count = (customer: string, day: string | undefined, amount: number) => {
    const pk = `spent#${customer}#${day}#USD`;
    if (day !== undefined) expected.set(pk, (expected.get(pk) ?? 0) + amount);
  };
  for (const { customer_id, spend_day, spent_minor, total_minor, status } of orders.values())
    count(customer_id, spend_day, status === "cancelled" ? 0 : (spent_minor ?? total_minor));
  // Once it is refunded, its replacement order counts for it.
  for (const { customer_id, spend_day, spent_minor = 0, status } of returns.values())
    count(customer_id, spend_day, ["cancelled", "rejected", "refunded"].includes(status) ? 0 : spent_minor);
  const counters = [...notes.keys()].filter((pk) => pk.startsWith("spent#"));
  return [...new Set([...expected.keys(), ...counters])].flatMap((pk) => {
    const stands = notes.get(pk)?.["spent_minor"] ?? 0;
    const orders = expected.get(pk) ?? 0;
    return stands === orders ? [] : [`${pk}: counted ${stands}, orders ${orders}`];
  });
};
