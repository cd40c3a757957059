import type { Tool } from "@shop/core";
import { productCardsPage } from "./product-cards-page.ts";

const uri = "ui://shop/products.html";
const mimeType = "text/html;profile=mcp-app";

/** What hosts that draw (MCP Apps) are told about the page: it needs nothing from anywhere. */
const _meta = {
  ui: {
    csp: { connectDomains: [], resourceDomains: [], frameDomains: [], baseUriDomains: [] },
    prefersBorder: false,
  },
} as const;

/** The page that draws products, as a resource. */
export const productCards = {
  uri,
  listed: {
    uri,
    name: "product-cards",
    title: "Product cards",
    description: "Draws the answers of search_products and get_product, in clients that show MCP Apps.",
    mimeType,
    _meta,
  },
  read: async () => ({ uri, mimeType, text: await productCardsPage(), _meta }),
} as const;

/** What the server says of itself to hosts that draw. */
export const drawingCapability = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: [mimeType] } } };

const drawn: ReadonlySet<string> = new Set(["search_products", "get_product"]);

/** Where a tool's answers are drawn; nothing for the others. Clients that cannot draw read past it. */
export const drawnBy = ({ name }: Tool) => (drawn.has(name) ? { _meta: { ui: { resourceUri: uri } } } : {});
