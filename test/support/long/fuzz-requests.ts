import { staffTools, type Tool, tools } from "@shop/core";
import fc from "fast-check";
import { eras, requestOf } from "../telemetry/requests.ts";

const callers = ["nobody", "demo1", "demo2", "staff", "stranger"] as const;
export type Who = (typeof callers)[number];

/** A request as it is drawn: ids of what the shop will have made by then are placeholders, `$ord-3`. */
export interface Drawn {
  readonly who: Who;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Whether a tool is asked for in a form that a tool can understand. */
  readonly called: boolean;
}

const products = ["prod-e9075764", "prod-b4c4a5a1", "prod-none", "$prod-0", "$prod-1", "$prod-2", "$prod-3"];
const placeholder = (kind: string) => fc.nat(40).map((index) => `$${kind}-${index}`);
const whole = fc.integer({ min: 1, max: 4 });
const sentence = fc.string({ unit: "grapheme", maxLength: 40 });
const items = fc.array(
  fc.record(
    {
      product_id: fc.constantFrom(...products),
      new_product_id: fc.constantFrom(...products),
      quantity: whole,
      good: fc.nat(2),
      damaged: fc.nat(2),
    },
    { requiredKeys: ["product_id"] },
  ),
  { maxLength: 3 },
);

/** What an argument of that name is meant to hold. */
const fitting: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  product_id: fc.constantFrom(...products),
  order_id: placeholder("ord"),
  return_id: placeholder("ret"),
  quantity: whole,
  rating: fc.integer({ min: 1, max: 5 }),
  limit: fc.integer({ min: 1, max: 60 }),
  items,
  replace_items: items,
  idempotency_key: fc.nat(30).map((key) => `key-${key}`),
  response_format: fc.constantFrom("concise", "detailed"),
  status: fc.constantFrom("processing", "shipped", "delivered", "cancelled", "placed"),
  action: fc.constantFrom("approve", "reject", "cancel", "in_transit", "receive", "refund"),
  query: fc.oneof(fc.constantFrom("laptop", "shoes", "gift for a cook"), sentence),
  category: fc.constantFrom("Electronics", "Home", "Books"),
  sort: fc.constantFrom("relevance", "price_asc", "price_desc", "rating", "newest"),
  update: fc.boolean(),
  allow_duplicate: fc.constant(true),
};

const junk = fc.oneof(
  fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom<unknown>(null, -1, 0, 1e21, 2 ** 53, 0.1, "", [], {}, "x".repeat(6000), "\u0000", "\u202e", "1e3"),
);

const argumentsOf = ({ inputSchema }: Tool): fc.Arbitrary<unknown> => {
  const names = Object.keys(inputSchema.properties ?? {});
  const value = (name: string) =>
    fc.oneof({ weight: 24, arbitrary: fitting[name] ?? sentence }, { weight: 1, arbitrary: junk });
  const fields = Object.fromEntries(names.map((name) => [name, value(name)]));
  const required = names.filter((name) => (inputSchema["required"] as readonly string[] | undefined)?.includes(name));
  return fc.oneof(
    { weight: 12, arbitrary: fc.record(fields, { requiredKeys: required }) },
    { weight: 2, arbitrary: fc.record(fields, { requiredKeys: [] }) },
    { weight: 1, arbitrary: junk },
  );
};

const bearer: fc.Arbitrary<Who> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom("demo1", "demo2") },
  fc.constantFrom(...callers),
);

/** Calls of a tool by each way there is. */
const callOf = (tool: Tool, staff: boolean, who: Who): fc.Arbitrary<Drawn> =>
  fc.tuple(fc.constantFrom(...eras), argumentsOf(tool)).map(([era, args]) => {
    const { path, headers, body } = requestOf(era, { tool: tool.name, args: args as Record<string, unknown> });
    const staffPath = era === "rest" ? `/staff${path}` : `${path}/staff`;
    return {
      who,
      method: "POST",
      path: staff ? staffPath : path,
      headers: { "content-type": "application/json", ...headers },
      text: JSON.stringify(body),
      called: true,
    };
  });

/** What adds goods or makes products is asked for only by those who may not: the goods of the shop stay the same. */
const making = new Set(["adjust_stock", "put_product"]);
const calls = fc.oneof(
  { weight: 10, arbitrary: bearer.chain((who) => fc.constantFrom(...tools).chain((tool) => callOf(tool, false, who))) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...staffTools)
      .chain((tool) => callOf(tool, true, making.has(tool.name) ? "demo1" : "staff")),
  },
);

const routes = ["/", "/mcp", "/mcp/staff", "/health", "/ready", "/tools", "/tools/search_products", "/auth/login"];
const more = [
  "/auth/logout",
  "/oauth/register",
  "/oauth/token",
  "/oauth/revoke",
  "/.well-known/oauth-protected-resource",
];
const oddPaths = fc.oneof(
  fc.constantFrom(...routes, ...more),
  fc.webPath().map((path) => (path.startsWith("/") ? path : `/${path}`)),
);
const header = fc.constantFrom("content-type", "accept", "origin", "mcp-method", "mcp-protocol-version", "cookie");
const printable = fc.stringMatching(/^[ -~]{0,40}$/).map((text) => text.trim());

/** Anything that HTTP can carry, at the shop's own addresses more often than at others. */
const oddities: fc.Arbitrary<Drawn> = fc.record({
  who: bearer,
  method: fc.constantFrom("GET", "POST", "POST", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"),
  path: oddPaths,
  headers: fc.dictionary(header, printable, { maxKeys: 3 }),
  text: fc.oneof(
    fc.json(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("", "[".repeat(30_000), " ".repeat(70_000), '{"__proto__":{"admin":true}}'),
  ),
  called: fc.constant(false),
});

/** The text of a call, cut, doubled, or with a character changed. */
const broken: fc.Arbitrary<Drawn> = fc
  .tuple(calls, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom("cut", "twice", "changed"))
  .map(([drawn, share, how]) => {
    const at = Math.floor(share * drawn.text.length);
    const [before, after] = [drawn.text.slice(0, at), drawn.text.slice(at)];
    const texts = { cut: before, twice: before + after + after, changed: `${before}~${after.slice(1)}` };
    return { ...drawn, text: texts[how as keyof typeof texts], called: false };
  });

export const drawn: fc.Arbitrary<Drawn> = fc.oneof(
  { weight: 8, arbitrary: calls },
  { weight: 2, arbitrary: oddities },
  { weight: 1, arbitrary: broken },
);
