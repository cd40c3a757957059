import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import {
  type Config,
  createBackend,
  createDocumentClient,
  createDynamoDbClient,
  readConfig,
  type Tables,
  toCustomerItem,
  toProductItem,
} from "@shop/aws";
import { type Customer, ok, type Product, reject, shopScopes } from "@shop/core";
import { createTables } from "@shop/local";
import { type App, createApp, type Identity } from "@shop/server";
import { silentJournal } from "../telemetry/silent-journal.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";

/** What a call answered, and everything that the laws judge it by. */
export interface Answer {
  readonly actor: string;
  readonly tool: string;
  readonly args: Record<string, any>;
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
  readonly body: any;
  /** `ok`, `replayed` or the code of the refusal. */
  readonly code: string;
}

/** A shop of its own in tables of its own, served by several apps that share nothing but the engine. */
export interface Shop {
  readonly failures: unknown[];
  readonly initialStock: ReadonlyMap<string, number>;
  call(actor: string, tool: string, args: Record<string, any>, app?: number): Promise<Answer>;
  snapshot(): Promise<Snapshot>;
  /** The shop's clock, which operations may put forward. */
  now(): Date;
  pass(days: number): void;
  close(): void;
}

export const customers = ["cust-ann", "cust-ben", "cust-eva"] as const;
export const staff = ["staff-1", "staff-2"] as const;
export const stranger = "ord-00000000000000000000";
/** Ceiling of the day for the last customer: some of her orders pass it. */
export const dailyLimit = 40_000;
const prices = [1000, 1250, 999, 2500, 300, 4999, 700];
const stocks = [12, 5, 6, 4, 9, 3, 8];

const productOf = (index: number, at: string): Product => ({
  productId: `prod-${index}`,
  name: `Product ${index}`,
  description: "Sold in few units",
  category: index === 6 ? "Books" : "Clothing",
  ...(index < 6 && { groupId: index < 3 ? "group-a" : "group-b", options: { size: String(index) } }),
  priceMinor: BigInt(prices[index] ?? 100),
  currency: "USD",
  stockQuantity: stocks[index] ?? 5,
  status: "active",
  imageUrls: [],
  ratingSum: 0,
  ratingCount: 0,
  createdAt: at,
  updatedAt: at,
});
export const productIds = prices.map((_, index) => `prod-${index}`);

const customerOf = (customerId: string, limited: boolean): Customer => ({
  customerId,
  email: `${customerId}@example.com`,
  shippingAddress: { street: "1 First", city: "Here", country: "US" },
  paymentMethods: [
    { paymentMethodId: `pm-${customerId}-1`, type: "card", brand: "visa", lastFour: "1111" },
    { paymentMethodId: `pm-${customerId}-2`, type: "card", brand: "visa", lastFour: "2222" },
  ],
  ...(limited && { dailySpendLimitMinor: BigInt(dailyLimit) }),
});

const own = { groups: [], scopes: [...shopScopes, "shop:staff"], isOwn: true };

/** Who a token of the test speaks for: the token is the name. */
function identityOf(token: string): Identity | undefined {
  const index = (customers as readonly string[]).indexOf(token);
  if (index >= 0)
    return { ...own, subject: token, clientId: "model", customer: customerOf(token, index === customers.length - 1) };
  if ((staff as readonly string[]).includes(token))
    return { ...own, subject: token, clientId: "model", groups: ["staff"], customer: undefined };
  return undefined;
}

const configOf = (engineUrl: string, prefix: string): Config => {
  const config = readConfig({
    AWS_REGION: "us-west-2",
    COGNITO_USER_POOL_ID: "us-west-2_Model0001",
    COGNITO_CLIENT_ID: "model",
    AWS_ENDPOINT_URL_DYNAMODB: engineUrl,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: engineUrl,
    RETURN_WINDOW_DAYS_BY_CATEGORY: "Books=14",
  });
  const tables = Object.fromEntries(Object.entries(config.tables).map(([key, name]) => [key, `${prefix}-${name}`]));
  return { ...config, tables: tables as unknown as Tables };
};

interface Opening {
  /** Where to reach the engine without detours: for setting up, and for looking at the tables. */
  readonly engineUrl: string;
  /** One app for each: the engine itself, or something harmful in front of it. */
  readonly appUrls: readonly string[];
}

let opened = 0;

/** Opens a shop of seven products and three customers. */
export async function openShop({ engineUrl, appUrls }: Opening): Promise<Shop> {
  opened += 1;
  const prefix = `m${process.pid}-${opened}`;
  const config = configOf(engineUrl, prefix);
  const db = createDocumentClient(config);
  const control = createDynamoDbClient(config);
  await createTables(control, config.tables);
  control.destroy();
  const startedAt = new Date().toISOString();
  const products = prices.map((_, index) => productOf(index, startedAt));
  await db.send(
    new BatchWriteCommand({
      RequestItems: {
        [config.tables.products]: products.map((one) => ({ PutRequest: { Item: toProductItem(one) } })),
        [config.tables.customers]: customers.map((id, index) => ({
          PutRequest: { Item: toCustomerItem(customerOf(id, index === 2), { createdAt: startedAt }) },
        })),
      },
    }),
  );
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const failures: unknown[] = [];
  const apps = appUrls.map((url) => openApp({ ...config, dynamodbEndpoint: url }, now, failures));
  return {
    failures,
    initialStock: new Map(products.map(({ productId, stockQuantity }) => [productId, stockQuantity])),
    call: (actor, tool, args, app = 0) => callApp(apps[app % apps.length]?.app, { actor, tool, args }),
    snapshot: () => readSnapshot(engineUrl, config.tables),
    now,
    pass(days) {
      aheadMs += days * 86_400_000;
    },
    close() {
      for (const { backend } of apps) backend.stop();
      db.destroy();
    },
  };
}

function openApp(config: Config, now: () => Date, failures: unknown[]) {
  const real = createBackend(config, (error) => failures.push(error));
  const backend: typeof real = {
    ...real,
    open: (budget) => ({ ...real.open(budget), now }),
    async identify(token) {
      const identity = identityOf(token);
      return identity ? ok(identity) : reject("invalid_token", "Unknown");
    },
  };
  const app = createApp({
    backend,
    journal: { ...silentJournal, reportFailure: (error) => failures.push(error) },
    settings: {
      version: "1.0.0",
      publicUrl: config.publicUrl,
      authorizationServer: config.authorizationServer,
      allowedOrigins: [],
      loopbackOnly: false,
      requestDeadlineMs: config.requestDeadlineMs,
    },
  });
  return { app, backend };
}

type Call = Pick<Answer, "actor" | "tool" | "args">;

async function callApp(app: App | undefined, { actor, tool, args }: Call): Promise<Answer> {
  const path = actor.startsWith("staff") ? "/staff/tools" : "/tools";
  const headers = { "content-type": "application/json", authorization: `Bearer ${actor}` };
  const request = new Request(`http://shop.test${path}/${tool}`, {
    method: "POST",
    headers,
    body: JSON.stringify(args),
  });
  const response = await app?.fetch(request);
  if (!response) throw new Error("There is no such app");
  const text = await response.text();
  const body = JSON.parse(text);
  const code = body.success === true ? (body.replayed ? "replayed" : "ok") : String(body.code);
  const requestId = response.headers.get("x-request-id") ?? "";
  return { actor, tool, args, status: response.status, requestId, text, body, code };
}
