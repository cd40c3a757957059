import { createCallLines, createJournal, createLogger } from "@shop/aws";
import { listen, portOf } from "@shop/container";
import type { Ports } from "@shop/core";
import { demoShop } from "@shop/local";
import { type Backend, createApp } from "@shop/server";

/**
 * The server as it is, on a shop that does nothing: every search finds the same products at once. What a call costs here
 * is what serving it costs. Tells its port and ends with its parent.
 */
const hits = demoShop(new Date())
  .products.slice(0, 4)
  .map((product, place) => ({ product, position: { key: place, productId: product.productId } }));
const found = {
  ok: true,
  value: { hits, totalMatches: hits.length, more: false, categories: { Electronics: hits.length } },
} as const;
const ports: Pick<Ports, "searchCatalogue"> = { searchCatalogue: async () => found };
const backend: Pick<Backend, "open" | "readiness"> = { open: () => ports as Ports, readiness: async () => [] };

const log = { logLevel: "INFO", stage: "bench" } as const;
const lines = createCallLines(log, (text) => process.stdout.write(text));
const app = createApp({
  backend: backend as Backend,
  journal: createJournal(createLogger(log), lines.record),
  settings: {
    version: "1.0.0",
    publicUrl: "http://127.0.0.1",
    authorizationServer: "http://127.0.0.1",
    allowedOrigins: [],
    loopbackOnly: true,
    requestDeadlineMs: 5000,
  },
});
const server = await listen(app, { host: "127.0.0.1", port: 0 });
process.send?.(portOf(server));
process.on("disconnect", () => process.exit(0));
