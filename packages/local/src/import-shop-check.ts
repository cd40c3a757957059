import type { Order, Product, Return, Review } from "@shop/core";
import { type Fields, isFields, type Report, withInstants } from "./import-shop-fields.ts";
import { readOrder, withReturns } from "./import-shop-orders.ts";
import { type Context, type CustomerItem, readCustomer, readProduct, readReview } from "./import-shop-readers.ts";
import { readReturn } from "./import-shop-returns.ts";
import type { SourceRecord } from "./import-shop-source.ts";

/** A shop as files describe it, with everything filled in, and all that is wrong with it, in the files' order. */
export interface Checked {
  readonly products: readonly Product[];
  readonly customers: readonly CustomerItem[];
  readonly orders: readonly Order[];
  readonly reviews: readonly Review[];
  readonly returns: readonly Return[];
  readonly problems: readonly string[];
  /** Where each review stands, by its id. */
  readonly reviewedAt: ReadonlyMap<string, string>;
}

const kinds = ["product", "customer", "order", "review", "return"] as const;
type Kind = (typeof kinds)[number];

interface Sorted {
  readonly where: string;
  readonly fields: Fields;
  readonly report: Report;
}

/** Reads the records kind by kind, as each kind is filled in from the ones before it. */
export function checkRecords(records: readonly SourceRecord[], now: string): Checked {
  const problems: { readonly index: number; readonly text: string }[] = [];
  const sorted: Record<Kind, Sorted[]> = { product: [], customer: [], order: [], review: [], return: [] };
  for (const [index, record] of records.entries()) {
    const note = (text: string) => problems.push({ index, text: `${record.where}: ${text}` });
    sortInto(sorted, record, note);
  }
  const context = { now, products: new Map<string, Product>(), orders: new Map<string, Order>() };
  const products = readKind(sorted.product, context, { read: readProduct, idOf: ({ productId }) => productId });
  for (const [id, { entity }] of products) context.products.set(id, entity);
  const customers = readKind(sorted.customer, context, {
    read: readCustomer,
    idOf: (customer) => customer.customer_id,
  });
  const orders = readKind(sorted.order, context, { read: readOrder, idOf: ({ orderId }) => orderId });
  for (const [id, { entity }] of orders) context.orders.set(id, entity);
  const reviews = readKind(sorted.review, context, { read: readReview, idOf: ({ reviewId }) => reviewId });
  const returns = readKind(sorted.return, context, { read: readReturn, idOf: ({ returnId }) => returnId });
  const linked = linkReturns(orders, returns);
  return {
    products: entities(products),
    customers: entities(customers),
    orders: linked,
    reviews: entities(reviews),
    returns: entities(returns),
    problems: problems.toSorted((a, b) => a.index - b.index).map(({ text }) => text),
    reviewedAt: new Map([...reviews].map(([id, { where }]) => [id, where])),
  };
}

function sortInto(sorted: Record<Kind, Sorted[]>, { where, value, list }: SourceRecord, note: Report): void {
  const { type, ...rest } = isFields(value) ? value : {};
  const kind = isFields(value) ? kindOf(value, list) : undefined;
  if (kind === undefined) {
    note(`which kind of record is this? A JSON object with an id (${kinds.join("_id, ")}_id) or a type is expected`);
    return;
  }
  const id = rest[`${kind}_id`];
  const report = (problem: string) => note(`${kind}${typeof id === "string" ? ` ${id}` : ""}: ${problem}`);
  sorted[kind].push({ where, fields: withInstants(rest, report), report });
}

/** By its type, by the list it stands in, or by its ids. */
function kindOf({ type, ...fields }: Fields, list: string | undefined): Kind | undefined {
  if (type !== undefined) return kinds.find((kind) => kind === type);
  return kinds.find((kind) => `${kind}s` === list) ?? kindById(fields);
}

/** The field that only records of that kind have among those not told yet. */
function kindById(fields: Fields): Kind | undefined {
  const telling: readonly (readonly [string, Kind])[] = [
    ["return_id", "return"],
    ["review_id", "review"],
    ["review_text", "review"],
    ["order_id", "order"],
    ["product_id", "product"],
    ["customer_id", "customer"],
  ];
  return telling.find(([field]) => fields[field] !== undefined)?.[1];
}

interface Read<Entity> extends Omit<Sorted, "fields"> {
  readonly entity: Entity;
}

interface Reader<Entity> {
  readonly read: (fields: Fields, context: Context, report: Report) => Entity | undefined;
  readonly idOf: (entity: Entity) => string;
}

function readKind<Entity>(sorted: readonly Sorted[], context: Context, { read, idOf }: Reader<Entity>) {
  const found = new Map<string, Read<Entity>>();
  for (const { where, fields, report } of sorted) {
    const entity = read(fields, context, report);
    if (entity === undefined) continue;
    const earlier = found.get(idOf(entity));
    if (earlier) report(`the same record stands at ${earlier.where}`);
    else found.set(idOf(entity), { where, report, entity });
  }
  return found;
}

const entities = <Entity>(found: ReadonlyMap<string, Read<Entity>>): readonly Entity[] =>
  [...found.values()].map(({ entity }) => entity);

function linkReturns(
  orders: ReadonlyMap<string, Read<Order>>,
  returns: ReadonlyMap<string, Read<Return>>,
): readonly Order[] {
  const byOrder = Map.groupBy(entities(returns), ({ orderId }) => orderId);
  return [...orders].map(([orderId, { entity, report }]) => {
    const summaries = (byOrder.get(orderId) ?? []).map(({ returnId, status, items, createdAt }) => ({
      returnId,
      status,
      items: items.map(({ productId, quantity }) => ({ productId, quantity })),
      createdAt,
    }));
    return withReturns(entity, summaries, report);
  });
}
