import type { Customer, Ports } from "@shop/core";
import { demoShop } from "@shop/local";
import { type Backend, createApp, type Identity, type ServerDeps } from "@shop/server";
import { openContext } from "../../../packages/server/src/call-context.ts";
import { answerLegacy } from "../../../packages/server/src/mcp/legacy.ts";
import { createModernHandler } from "../../../packages/server/src/mcp/modern.ts";
import { shopTools } from "../../../packages/server/src/tool-set.ts";
import type { Sent } from "./requests.ts";

/** What an answer says, however it is written. */
export interface Told {
  readonly status: number;
  readonly type: string | null;
  readonly allow: string | null;
  readonly challenge: string | null;
  readonly body: unknown;
}

const hits = demoShop(new Date("2026-01-01T00:00:00Z"))
  .products.slice(0, 3)
  .map((product, key) => ({ product, position: { key, productId: product.productId } }));
const found = { ok: true, value: { hits, totalMatches: 3, more: false, categories: { Electronics: 3 } } } as const;
const [{ product } = { product: undefined }] = hits;

const ports: Pick<Ports, "searchCatalogue" | "findProduct" | "openCursor" | "returnPolicy"> = {
  returnPolicy: { windowDays: 30, windowDaysByCategory: {} },
  searchCatalogue: async () => found,
  findProduct: async (id) => (id === product?.productId ? product : undefined),
  openCursor: async () => undefined,
};

const customer: Customer = { customerId: "cust-1", email: "a@example.com", paymentMethods: [] };
const identity: Identity = {
  subject: "sub-1",
  clientId: "app",
  groups: [],
  scopes: ["shop:orders", "shop:reviews", "shop:returns"],
  isOwn: true,
  customer,
};

type Stubbed = Pick<Backend, "open" | "identify">;
const backend: Stubbed = { open: () => ports as Ports, identify: async () => ({ ok: true, value: identity }) };

/** A shop of three products that never change, so that two answers to the same call are the same. */
const deps: ServerDeps = {
  backend: backend as Backend,
  journal: {
    record() {},
    turnAway() {},
    count() {},
    noteInFlight() {},
    detail() {},
    reportFailure(error) {
      throw error;
    },
  },
  settings: {
    version: "1.0.0",
    publicUrl: "http://localhost",
    authorizationServer: "http://localhost",
    allowedOrigins: [],
    loopbackOnly: false,
    requestDeadlineMs: 5000,
    confirmAboveMinor: 1n,
  },
};

const toRequest = ({ headers, text }: Sent, more: Readonly<Record<string, string>> = {}): Request =>
  new Request("http://localhost/mcp", { method: "POST", headers: { ...headers, ...more }, body: text });

async function tell(response: Response): Promise<Told> {
  const text = await response.text();
  const { headers, status } = response;
  return {
    status,
    type: headers.get("content-type"),
    allow: headers.get("allow"),
    challenge: headers.get("www-authenticate"),
    body: text === "" ? undefined : JSON.parse(text),
  };
}

/** The product: what it answers, and how many of its answers the SDKs made. */
export function openProduct() {
  const app = createApp(deps);
  return async (sent: Sent): Promise<Told> => tell(await app.fetch(toRequest(sent)));
}

const arrived = { deadlineMs: 5000, address: "", platformTrace: undefined, name: "mcp", tracing: undefined };
const sender = { clientName: undefined, traceparent: undefined, era: "" };

/** The SDKs alone, on the product's own registrations: a server for each request, and nothing of ours around them. */
export function openSdks() {
  const modern = createModernHandler(shopTools, { version: deps.settings.version }, () => {});
  return async (sent: Sent, era: "legacy" | "modern"): Promise<Told> => {
    const session = {
      deps,
      context: openContext(toRequest(sent), arrived),
      identity: sent.headers["authorization"] ? identity : undefined,
      sender,
    };
    const request = toRequest(sent, { accept: "application/json, text/event-stream" });
    if (era === "legacy") return tell(await answerLegacy(shopTools, request, { parsedBody: undefined, session }));
    return tell(await modern.fetch(request, { authInfo: { token: "", clientId: "", scopes: [], extra: { session } } }));
  };
}
