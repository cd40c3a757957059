import { type Customer, ok, type Ports, reject } from "@shop/core";
import { type App, type Arrival, type Backend, createApp, type Settings } from "@shop/server";
import { expect } from "vitest";
import type { Door } from "../doors.ts";
import { silentJournal } from "../telemetry/silent-journal.ts";

const nothingFound = ok({ hits: [], totalMatches: 0, more: false, categories: {} });

/** A server on a shop that only searches, and does that when it is told to. */
export interface StubShop {
  readonly app: App;
  /** Searches that have begun and not ended: what was searched for, and how to end it. */
  readonly searches: { readonly query: string; answer(): void; fail(): void }[];
  /** When set, searches are answered after that many milliseconds without being told to. */
  delayMs: number | undefined;
  /** What the door said of each request, in the order in which they came. */
  readonly arrivals: Arrival[];
  readonly counted: string[];
  readonly credentials: { asked: number };
}

/** Tokens of the stub are `customer.app`, or `customer.own` for a customer's own sign-in. */
export function openStubShop(settings: Partial<Settings>): StubShop {
  const searches: StubShop["searches"] = [];
  const shop: Omit<StubShop, "app"> = {
    searches,
    delayMs: undefined,
    arrivals: [],
    counted: [],
    credentials: { asked: 0 },
  };
  const searchCatalogue: Ports["searchCatalogue"] = async ({ text }) => {
    const { promise, resolve, reject: fail } = Promise.withResolvers<void>();
    const search = { query: text, answer: resolve, fail: () => fail(new Error("The index is broken")) };
    if (shop.delayMs === undefined) searches.push(search);
    else setTimeout(resolve, shop.delayMs);
    await promise;
    return nothingFound as never;
  };
  const identify: Backend["identify"] = async (token) => {
    shop.credentials.asked += 1;
    const [subject = "", clientId = ""] = token.split(".");
    if (!clientId) return reject("invalid_token", "The token is not one of this shop");
    const customer = {
      customerId: subject,
      email: `${subject}@example.com`,
      paymentMethods: [],
    } as unknown as Customer;
    const scopes = ["shop:orders", "shop:read"];
    return ok({ subject, clientId, groups: [], scopes, isOwn: clientId === "own", customer });
  };
  const backend = {
    open: () => ({ searchCatalogue }) as unknown as Ports,
    identify,
    readiness: async () => [],
    catalogueAgeMs: () => 0,
    failureCode: () => "internal",
  };
  const app = createApp({
    backend: backend as unknown as Backend,
    journal: { ...silentJournal, count: (what) => void shop.counted.push(what) },
    settings: {
      version: "1.0.0",
      publicUrl: "http://localhost:8000",
      authorizationServer: "http://localhost:8000",
      allowedOrigins: [],
      loopbackOnly: false,
      requestDeadlineMs: 8000,
      ...settings,
    },
  });
  const fetch: App["fetch"] = (request, arrival = {}) => {
    shop.arrivals.push(arrival);
    return app.fetch(request, arrival);
  };
  return Object.assign(shop, { app: { fetch } });
}

/** Waits until something is so, however long the machine takes. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** What every refusal has to say. */
export const refused = (code: "unavailable" | "rate_limited") => ({
  success: false,
  code,
  retryable: true,
  error: expect.any(String),
  hint: expect.any(String),
});

export async function isHealthy(door: Door): Promise<boolean> {
  const [health, ready] = [await door.fetch(`${door.url}/health`), await door.fetch(`${door.url}/ready`)];
  return health.status === 200 && ready.status === 200 && ((await health.json()) as any).status === "healthy";
}
