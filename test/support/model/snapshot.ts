import type { Tables } from "@shop/aws";
import { scanTable } from "../raw-engine.ts";

interface Step {
  readonly at: string;
  readonly from?: string;
  readonly to: string;
  readonly by: { readonly kind: string; readonly id: string; readonly tool: string; readonly request_id: string };
  readonly note?: string;
}

export interface LineItem {
  readonly line_id: string;
  readonly product_id: string;
  readonly category: string;
  readonly group_id?: string;
  readonly quantity: number;
  readonly returned_quantity: number;
  readonly unit_price_minor: number;
}

export interface OrderItem {
  readonly order_id: string;
  readonly customer_id: string;
  readonly product_id: string;
  readonly status: string;
  readonly lines: readonly LineItem[];
  readonly total_minor: number;
  readonly created_at: string;
  readonly delivered_at?: string;
  readonly history: readonly Step[];
  readonly returns: readonly {
    return_id: string;
    status: string;
    items: readonly { product_id: string; quantity: number }[];
  }[];
  readonly version: number;
  readonly spend_day?: string;
  readonly spent_minor?: number;
  readonly exchange_of?: string;
}

export interface ReturnItem {
  readonly return_id: string;
  readonly order_id: string;
  readonly customer_id: string;
  readonly status: string;
  readonly items: readonly {
    readonly line_id: string;
    readonly product_id: string;
    readonly quantity: number;
    readonly unit_price_minor: number;
    readonly good_quantity?: number;
    readonly damaged_quantity?: number;
  }[];
  readonly refund_minor: number;
  readonly history: readonly Step[];
  readonly version: number;
  readonly exchange_for?: readonly { product_id: string; quantity: number; unit_price_minor: number }[];
  readonly replacement_order_id?: string;
  readonly spend_day?: string;
  readonly spent_minor?: number;
}

interface ReviewItem {
  readonly review_id: string;
  readonly product_id: string;
  readonly customer_id: string;
  readonly order_id: string;
  readonly rating: number;
  readonly review_text: string;
  readonly verified_purchase: boolean;
}

export interface ProductItem {
  readonly product_id: string;
  readonly group_id?: string;
  readonly price_minor: number;
  readonly stock_quantity: number;
  readonly status: string;
  readonly rating_sum: number;
  readonly rating_count: number;
}

/** Everything that stands in the tables, as it stands there: not through the product's own reading of it. */
export interface Snapshot {
  readonly products: ReadonlyMap<string, ProductItem>;
  readonly orders: ReadonlyMap<string, OrderItem>;
  /** The index rows of further lines: `ord-x#l2`. */
  readonly lineRows: ReadonlyMap<string, { readonly customer_id: string; readonly product_id: string }>;
  readonly returns: ReadonlyMap<string, ReturnItem>;
  readonly reviews: ReadonlyMap<string, ReviewItem>;
  readonly notes: ReadonlyMap<string, Record<string, any>>;
  /** The whole as one text, to see whether anything changed. */
  readonly text: string;
}

type Item = Record<string, any>;

const byKey = <Value>(items: readonly Item[] = [], key: string): Map<string, Value> =>
  new Map(
    items.map((item): [string, Value] => [String(item[key]), item as Value]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

export async function readSnapshot(engineUrl: string, tables: Tables): Promise<Snapshot> {
  const [products, orders, returns, reviews, auth] = await Promise.all(
    [tables.products, tables.orders, tables.returns, tables.reviews, tables.auth].map((name) =>
      scanTable(engineUrl, name),
    ),
  );
  const whole = (orders ?? []).filter((item) => item["lines"] !== undefined);
  const rows = (orders ?? []).filter((item) => item["lines"] === undefined);
  const read = {
    products: byKey<ProductItem>(products, "product_id"),
    orders: byKey<OrderItem>(whole, "order_id"),
    lineRows: byKey<{ customer_id: string; product_id: string }>(rows, "order_id"),
    returns: byKey<ReturnItem>(returns, "return_id"),
    reviews: byKey<ReviewItem>(reviews, "review_id"),
    notes: byKey<Item>(auth, "pk"),
  };
  return { ...read, text: JSON.stringify(Object.values(read).map((table) => [...table.values()])) };
}
