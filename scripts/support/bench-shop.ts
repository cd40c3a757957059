import { type Agent, type Ports, type Tool, tools } from "@shop/core";
import { demoShop } from "@shop/local";

/** A shop that does nothing: every search finds the same products at once, so that what a call costs is its serving. */
const hits = demoShop(new Date())
  .products.slice(0, 4)
  .map((product, place) => ({ product, position: { key: place, productId: product.productId } }));
const found = {
  ok: true,
  value: { hits, totalMatches: hits.length, more: false, categories: { Electronics: hits.length } },
} as const;
const searchOnly: Pick<Ports, "searchCatalogue"> = { searchCatalogue: async () => found };
export const stubbedPorts = searchOnly as Ports;

const agent: Agent = { requestId: "bench", channel: "mcp" };

/** The shop's tools for servers that are not ours: the same names, schemas and answers. */
export const peerTools: readonly Tool[] = tools;

/** Runs a public tool of the stubbed shop, as text. */
export async function answerOf(tool: Tool, args: unknown): Promise<Record<string, unknown>> {
  if (tool.access !== "public") return { success: false };
  const outcome = await tool.call(args, { ...stubbedPorts, agent });
  return outcome.ok ? { success: true, ...outcome.value } : { success: false };
}
