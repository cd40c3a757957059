import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { feedShardOf, type TableName } from "@shop/aws";
import type { App } from "@shop/server";
import { callRest, type Door } from "../doors.ts";
import { changeProduct, productOf, putItem } from "../faults-tables.ts";
import { logIn, openStage, type Stage } from "../stage.ts";
import { type Answer, ask, askStaff, type Caller, type Channel } from "./ask.ts";

export interface Floor {
  readonly stage: Stage;
  readonly door: Door;
  readonly mine: string;
  readonly theirs: string;
  readonly staffToken: string;
  /** Calls a customer tool as demo1, or as whoever the token is of. */
  ask(channel: Channel, tool: string, args: unknown, caller?: Caller): Promise<Answer>;
  /** Calls a staff tool as staff. */
  staff(tool: string, args: unknown): Promise<{ status: number; headers: Headers; body: any }>;
  /** Puts a product on sale and gives its id. */
  product(more?: object): Promise<string>;
  /** Orders over REST and gives the answer; throws when refused. */
  buy(product_id: string, quantity?: number, caller?: Caller): Promise<any>;
  /** Buys and takes the order all the way to its customer. */
  delivered(product_id: string, quantity?: number, caller?: Caller): Promise<any>;
  advance(order_id: string, ...statuses: readonly string[]): Promise<void>;
  item(table: TableName, id: string): Promise<any>;
  stockOf(product_id: string): Promise<number>;
  /** Writes over fields of an item behind the server's back. */
  change(table: TableName, id: string, changes: object): Promise<void>;
  close(): Promise<void>;
}

const keys: Record<TableName, string> = {
  products: "product_id",
  customers: "customer_id",
  orders: "order_id",
  reviews: "review_id",
  returns: "return_id",
  auth: "pk",
};

export async function itemOf({ db, config }: Stage, table: TableName, id: string): Promise<any> {
  const Key = { [keys[table]]: id };
  const { Item } = await db.send(new GetCommand({ TableName: config.tables[table], Key, ConsistentRead: true }));
  return Item;
}

let made = 0;

/** A product of its own for a test; prices are in cents. */
export async function newProduct(stage: Stage, more: object = {}): Promise<string> {
  made += 1;
  const product_id = `prod-t${made}-${crypto.randomUUID().slice(0, 8)}`;
  const now = new Date().toISOString();
  await putItem(stage, "products", {
    product_id,
    name: `Thing ${made}`,
    description: "A thing for a test.",
    category: "Things",
    price_minor: 1250,
    currency: "USD",
    stock_quantity: 50,
    status: "active",
    image_urls: [],
    rating_sum: 0,
    rating_count: 0,
    created_at: now,
    updated_at: now,
    feed: feedShardOf(product_id),
    ...more,
  });
  return product_id;
}

type OpenDoor = (app: App) => Promise<Door>;

/** A stage behind one door, with everybody signed in. */
export async function openFloor(open: OpenDoor, env: Record<string, string> = {}): Promise<Floor> {
  const stage = await openStage({ env });
  const door = await open(stage.app);
  const [mine, theirs, staffToken] = await Promise.all([
    stage.tokenOf("demo1@example.com"),
    stage.tokenOf("demo2@example.com"),
    logIn(stage.app, "staff@example.com", "Staff123!"),
  ]);
  const staff = (tool: string, args: unknown) => askStaff(door, tool, args, { token: staffToken });
  const advance = async (order_id: string, ...statuses: readonly string[]): Promise<void> => {
    for (const status of statuses) must(await staff("advance_order", { order_id, status }));
  };
  const buy = async (product_id: string, quantity = 1, { token = mine } = {}) =>
    must(await callRest(door, "order_product", { product_id, quantity }, { token }));
  return {
    stage,
    door,
    mine,
    theirs,
    staffToken,
    ask: (channel, tool, args, { token = mine, headers = {} } = {}) =>
      ask(door, { channel, tool, args }, { token, headers }),
    staff,
    product: (more) => newProduct(stage, more),
    buy: (product_id, quantity, caller) => buy(product_id, quantity, caller as { token: string }),
    async delivered(product_id, quantity, caller) {
      const order = await buy(product_id, quantity, caller as { token: string });
      await advance(order.order_id, "processing", "shipped", "delivered");
      return order;
    },
    advance,
    item: (table, id) => itemOf(stage, table, id),
    stockOf: async (product_id) => (await productOf(stage, product_id))["stock_quantity"],
    async change(table, id, changes) {
      if (table === "products") return changeProduct(stage, id, changes);
      await putItem(stage, table, { ...(await itemOf(stage, table, id)), ...changes });
    },
    async close() {
      await door[Symbol.asyncDispose]();
      await stage.stop();
    },
  };
}

/** The body of an answer that is expected to be no refusal. */
export function must({ body }: { readonly body: any }): any {
  if (body?.success !== true) throw new Error(`Refused: ${JSON.stringify(body)}`);
  return body;
}

export const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
