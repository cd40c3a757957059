import { nextStatus } from "./laws-orders.ts";
import { nextReturnStatus } from "./laws-returns.ts";
import type { Kind, Operation } from "./operations.ts";
import { customers, productIds, staff, stranger } from "./shop.ts";
import type { LineItem, OrderItem, ReturnItem, Snapshot } from "./snapshot.ts";

/** A call as it is to be made: an operation with its names filled in from what stands in the tables. */
export interface Call {
  readonly actor: string;
  readonly tool: string;
  readonly args: Record<string, any>;
  readonly app: number;
  /** True when it is about something of another customer's. */
  readonly foreign: boolean;
}

type Planned = Pick<Call, "tool" | "args">;
type Common = Pick<Operation, "who" | "pick" | "aim" | "foreign">;

const customerOf = ({ who }: Common): string => customers[who] ?? customers[0];
const productId = (index: number): string => productIds[index % productIds.length] ?? "prod-0";
const statusesFor: Record<string, readonly string[]> = {
  cancel: ["placed", "processing"],
  update: ["placed", "processing"],
  return: ["delivered"],
  exchange: ["delivered"],
  advance: ["placed", "processing", "shipped"],
};

const newest = <Item extends { readonly history: readonly { at: string }[] }>(items: readonly Item[]): Item[] =>
  items.toSorted((a, b) => ((a.history[0]?.at ?? "") < (b.history[0]?.at ?? "") ? 1 : -1));

function choose<Item>(among: readonly Item[], aimed: readonly Item[], { pick, aim }: Common): Item | undefined {
  const from = aim && aimed.length > 0 ? aimed : among;
  return from[pick % Math.max(1, from.length)];
}

/** An order for the operation: the customer's own, somebody else's when it is a foreign one, anybody's for staff. */
function orderFor(op: Operation, shop: Snapshot): OrderItem | undefined {
  const all = newest([...shop.orders.values()]);
  const byStaff = op.kind === "advance";
  const among = all.filter(({ customer_id }) => byStaff || (customer_id === customerOf(op)) !== op.foreign);
  return choose(
    among,
    among.filter(({ status }) => statusesFor[op.kind]?.includes(status)),
    op,
  );
}

function returnFor(op: Operation, shop: Snapshot): ReturnItem | undefined {
  const byStaff = op.kind === "resolve";
  const among = newest([...shop.returns.values()]).filter(
    ({ customer_id }) => byStaff || (customer_id === customerOf(op)) !== op.foreign,
  );
  return choose(
    among,
    among.filter(({ status }) => nextReturnStatus[status]?.length),
    op,
  );
}

const lineOf = (order: OrderItem | undefined, index: number): LineItem | undefined =>
  order?.lines[index % order.lines.length];

/** Another product, of the same group when the operation aims. */
function siblingOf(line: LineItem | undefined, to: number, { aim }: Common): string {
  const wanted = productId(to);
  if (!aim || !line?.group_id) return wanted;
  const group = line.group_id === "group-a" ? [0, 1, 2] : [3, 4, 5];
  const others = group.map(productId).filter((id) => id !== line.product_id);
  return others[to % others.length] ?? wanted;
}

const plans: { readonly [Name in Exclude<Operation["kind"], "wait">]: (op: Kind<Name>, shop: Snapshot) => Planned } = {
  order({ product, quantity, key, price }, shop) {
    const product_id = productId(product);
    const cents = (shop.products.get(product_id)?.price_minor ?? 0) + (price === "wrong" ? 1 : 0);
    return {
      tool: "order_product",
      args: {
        product_id,
        quantity,
        ...(key !== null && { idempotency_key: `key-${key}` }),
        ...(price !== "none" && { expected_unit_price: cents / 100 }),
      },
    };
  },
  cancel: (op, shop) => ({
    tool: "cancel_order",
    args: { order_id: orderFor(op, shop)?.order_id ?? stranger, reason: "Changed my mind" },
  }),
  update(op, shop) {
    const order = orderFor(op, shop);
    const replace_items = op.swaps.map(({ line, to, quantity }) => {
      const from = lineOf(order, line);
      return { product_id: from?.product_id ?? productId(0), new_product_id: siblingOf(from, to, op), quantity };
    });
    return {
      tool: "update_order",
      args: {
        order_id: order?.order_id ?? stranger,
        ...(op.address && { shipping_address: { street: `${op.pick} New`, city: "There", country: "US" } }),
        ...(op.payment !== "none" && {
          payment_method_id: op.payment === "own" ? `pm-${customerOf(op)}-2` : "pm-nobody",
        }),
        ...(replace_items.length > 0 && { replace_items }),
      },
    };
  },
  review(op, shop) {
    const bought = [...shop.orders.values()].filter(({ customer_id }) => customer_id === customerOf(op));
    const products = bought.flatMap(({ lines }) => lines.map((line) => line.product_id));
    const product_id = choose(productIds, [...new Set(products)], { ...op, pick: op.product }) ?? productId(0);
    const review_text = `Review ${crypto.randomUUID()}`;
    return { tool: "write_product_review", args: { product_id, rating: op.rating, review_text, update: op.update } };
  },
  return(op, shop) {
    const order = orderFor(op, shop);
    const items = op.items?.map(({ line, quantity }) => ({
      product_id: lineOf(order, line)?.product_id ?? productId(0),
      quantity,
    }));
    return {
      tool: "initiate_return",
      args: { order_id: order?.order_id ?? stranger, reason: "Too big", ...(items && { items }), ...keyOf(op) },
    };
  },
  exchange(op, shop) {
    const order = orderFor(op, shop);
    const items = op.items.map(({ line, to, quantity }) => {
      const from = lineOf(order, line);
      return { product_id: from?.product_id ?? productId(0), new_product_id: siblingOf(from, to, op), quantity };
    });
    return { tool: "request_exchange", args: { order_id: order?.order_id ?? stranger, items, ...keyOf(op) } };
  },
  read(op, shop) {
    if (op.what === "get_order") return { tool: op.what, args: { order_id: orderFor(op, shop)?.order_id ?? stranger } };
    if (op.what === "get_return")
      return { tool: op.what, args: { return_id: returnFor(op, shop)?.return_id ?? stranger.replace("ord", "ret") } };
    if (op.what === "get_product_reviews") return { tool: op.what, args: { product_id: productId(op.product) } };
    return { tool: op.what, args: {} };
  },
  advance(op, shop) {
    const order = orderFor(op, shop);
    const status = op.to === "next" ? (nextStatus[order?.status ?? ""]?.[0] ?? "processing") : op.to;
    return { tool: "advance_order", args: { order_id: order?.order_id ?? stranger, status } };
  },
  resolve(op, shop) {
    const made = returnFor(op, shop);
    const next = { requested: "approve", approved: "in_transit", in_transit: "receive", received: "refund" }[
      made?.status ?? ""
    ];
    const action = op.action === "next" ? (next ?? "approve") : op.action;
    const products = [...new Set(made?.items.map(({ product_id }) => product_id))];
    const items = products.map((product_id) => ({
      product_id,
      good_quantity: op.split?.good,
      damaged_quantity: op.split?.damaged,
    }));
    const split = action === "receive" && op.split && items.length > 0;
    return {
      tool: "resolve_return",
      args: { return_id: made?.return_id ?? stranger.replace("ord", "ret"), action, ...(split && { items }) },
    };
  },
  adjust: ({ product, add, key }) => ({
    tool: "adjust_stock",
    args: { product_id: productId(product), add, reason: "Count", idempotency_key: `count-${key}` },
  }),
  put({ product, change, cents }) {
    const changed = {
      price: { price: cents / 100 },
      name: { name: `Named ${cents}` },
      delist: { status: "delisted" },
      relist: { status: "active" },
    }[change];
    return { tool: "put_product", args: { product_id: productId(product), ...changed } };
  },
};

// A foreign attempt with a key could be a replay of an earlier call of one's own.
const keyOf = ({ key, foreign }: { key: number | null; foreign: boolean }) =>
  key === null || foreign ? {} : { idempotency_key: `key-${key}` };

const byStaff = new Set(["advance_order", "resolve_return", "adjust_stock", "put_product"]);
const ofSomebody = new Set(["cancel", "update", "return", "exchange"]);

/** The call that an operation comes to, in the shop as it stands. */
export function plan(op: Exclude<Operation, { kind: "wait" }>, shop: Snapshot): Call {
  const { tool, args } = plans[op.kind](op as never, shop);
  const actor = byStaff.has(tool) ? (staff[op.who % staff.length] ?? staff[0]) : customerOf(op);
  const foreign = op.foreign && (ofSomebody.has(op.kind) || tool === "get_order" || tool === "get_return");
  return { actor, tool, args, app: op.app, foreign };
}
