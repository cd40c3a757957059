const style = `
  :root { color-scheme: light dark;
    --ink: var(--color-text-primary, light-dark(#1c2430, #e9e6df)); --soft: var(--color-text-secondary, light-dark(#5b6675, #a2abb8));
    --paper: var(--color-background-primary, light-dark(#fbfaf7, #14181d)); --line: var(--color-border-primary, light-dark(#e2ded4, #2c333c));
    --good: var(--color-text-success, light-dark(#0b6e4f, #5fd3a8)); --few: var(--color-text-warning, light-dark(#8a5300, #e8b45c)) }
  body { margin: 0; padding: 12px; background: var(--paper); color: var(--ink); font: 14px/1.45 var(--font-sans, system-ui, sans-serif) }
  ul { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); margin: 0; padding: 0; list-style: none }
  li { display: flex; flex-direction: column; gap: 4px; min-width: 0; padding: 14px; border: 1px solid var(--line); border-radius: 12px }
  li > * { margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate }
  h2 { font-size: 15px; line-height: 1.3 } .soft { color: var(--soft); font-size: 13px }
  .price { margin-top: auto; padding-top: 6px; font-size: 19px; font-weight: 700 }
  .in_stock { color: var(--good) } .low_stock { color: var(--few) } .out_of_stock, .discontinued { color: var(--soft) }
  [role=status] { margin: 0 0 10px; color: var(--soft) } [role=status]:empty { display: none }`;

/**
 * Talks to the host as the view protocol of 2026-01-26 has it. Everything that is shown is set as text: what sellers
 * wrote is data. Characters that hide or reorder text are left out, as everywhere in the shop.
 */
const script = String.raw`"use strict";
const host = window.parent;
const root = document.documentElement;
const list = document.querySelector("ul");
const status = document.querySelector("[role=status]");
let locale;

const send = (message) => host.postMessage({ jsonrpc: "2.0", ...message }, "*");
const visible = (text) => String(text ?? "").replace(/[^\P{C}\n\t]/gu, "").trim();

function line(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.dir = "auto";
  element.textContent = visible(text);
  return element;
}

function money(price, currency) {
  try {
    return new Intl.NumberFormat(locale, { style: "currency", currency }).format(price);
  } catch {
    return price + " " + (currency ?? "");
  }
}

const stocks = {
  in_stock: (left) => left + " in stock",
  low_stock: (left) => "Only " + left + " left",
  out_of_stock: () => "Out of stock",
  discontinued: () => "No longer sold",
};

const ratingOf = ({ value, count } = {}) => (count > 0 ? "\u2605 " + value + " of 5 (" + count + ")" : "No ratings yet");

function card(product) {
  const item = document.createElement("li");
  const options = Object.values(product.options ?? {}).join(" \u00b7 ");
  item.append(line("h2", "", product.name));
  for (const text of [product.category, options, product.description]) if (text) item.append(line("p", "soft", text));
  item.append(line("p", "price", money(product.price, product.currency)), line("p", "soft", ratingOf(product.rating)));
  const { availability, stock_quantity } = product;
  if (Object.hasOwn(stocks, availability)) item.append(line("p", availability, stocks[availability](stock_quantity)));
  return item;
}

function answerIn({ structuredContent, content = [] }) {
  if (structuredContent) return structuredContent;
  try {
    return JSON.parse(content.find(({ type }) => type === "text").text);
  } catch {
    return { success: false, error: "The shop's answer cannot be shown" };
  }
}

function say({ success, error, total_matches }, shown) {
  if (success === false) return error;
  if (shown === 0) return "No products found";
  return total_matches > shown ? shown + " of " + total_matches + " products" : "";
}

function show(result) {
  const answer = answerIn(result);
  const products = answer.product ? [answer.product, ...(answer.variants ?? [])] : (answer.products ?? []);
  list.replaceChildren(...products.map(card));
  status.textContent = visible(say(answer, products.length));
}

function adopt({ theme, styles, locale: spoken } = {}) {
  if (theme) root.style.colorScheme = theme;
  if (spoken) locale = spoken;
  for (const [name, value] of Object.entries(styles?.variables ?? {}))
    if (name.startsWith("--") && value) root.style.setProperty(name, value);
}

function begin({ result }) {
  adopt(result?.hostContext);
  send({ method: "ui/notifications/initialized" });
  const height = () => Math.ceil(document.body.getBoundingClientRect().height);
  new ResizeObserver(() => send({ method: "ui/notifications/size-changed", params: { height: height() } })).observe(document.body);
}

const heard = {
  "ui/notifications/tool-result": show,
  "ui/notifications/tool-cancelled": () => { status.textContent = "Cancelled"; },
  "ui/notifications/host-context-changed": adopt,
};
const answered = ["ui/resource-teardown", "ping"];

addEventListener("message", ({ source, data }) => {
  if (source !== host || data?.jsonrpc !== "2.0") return;
  const { id, method, params } = data;
  if (method === undefined) { if (id === 1) begin(data); }
  else if (id === undefined) { if (Object.hasOwn(heard, method)) heard[method](params ?? {}); }
  else send(answered.includes(method) ? { id, result: {} } : { id, error: { code: -32601, message: "Method not found" } });
});

send({ id: 1, method: "ui/initialize", params: {
  protocolVersion: "2026-01-26",
  appInfo: { name: "product-cards", version: "1.0.0" },
  appCapabilities: { availableDisplayModes: ["inline"] },
} });`;

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`;
}

/**
 * The page. Its own policy lets these two texts work and nothing else: no other script or style, nothing to load, nowhere
 * to send, whatever the host allows.
 */
async function write(): Promise<string> {
  const [styles, scripts] = await Promise.all([hashOf(style), hashOf(script)]);
  const policy = `default-src 'none'; style-src ${styles}; script-src ${scripts}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Products</title><style>${style}</style></head>
<body><p role="status">Looking…</p><ul></ul><script>${script}</script></body></html>`;
}

let written: Promise<string> | undefined;

/** The same for everybody, so it is written once: when the first host asks. */
export function productCardsPage(): Promise<string> {
  written ??= write();
  return written;
}
