import { listen, portOf } from "@shop/container";
import { ok, type Ports } from "@shop/core";
import { demoShop } from "@shop/local";
import { type Backend, createApp, type OverloadSettings } from "@shop/server";

/**
 * The server as it is, on a shop whose searches wait for a database that answers so many at once, each after a while: that
 * sets what can be served, whatever else the machine does. Tells its port, and its CPU time and memory when it is asked.
 * Ends with its parent.
 */
const [waitMs = 40, slots = 16] = process.argv.slice(2, 4).map(Number);
const overload: OverloadSettings | undefined = JSON.parse(process.argv[4] ?? "null") ?? undefined;

const hits = demoShop(new Date())
  .products.slice(0, 4)
  .map((product, place) => ({ product, position: { key: place, productId: product.productId } }));
const found = ok({ hits, totalMatches: hits.length, more: false, categories: { Electronics: hits.length } });

let idle = slots;
const waiting: (() => void)[] = [];

const ports: Pick<Ports, "searchCatalogue"> = {
  async searchCatalogue() {
    if (idle === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else idle -= 1;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const next = waiting.shift();
    if (next) next();
    else idle += 1;
    return found;
  },
};
const backend: Pick<Backend, "open" | "readiness"> = { open: () => ports as Ports, readiness: async () => [] };

const app = createApp({
  backend: backend as Backend,
  journal: {
    record: () => undefined,
    turnAway: () => undefined,
    count: () => undefined,
    noteInFlight: () => undefined,
    detail: () => undefined,
    reportFailure: () => undefined,
  },
  settings: {
    version: "1.0.0",
    publicUrl: "http://127.0.0.1",
    authorizationServer: "http://127.0.0.1",
    allowedOrigins: [],
    loopbackOnly: true,
    requestDeadlineMs: 8000,
    overload,
  },
});
const server = await listen(app, { host: "127.0.0.1", port: 0 });
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, residentMb: process.memoryUsage.rss() / 1024 / 1024 });
});
process.on("disconnect", () => process.exit(0));
process.send?.(portOf(server));
