import { staffTools, type Tool, tools } from "@shop/core";
import type { Sent } from "./door-process.ts";
import { eras, requestOf } from "./requests.ts";

/** Stands wherever a caller may write something; an address, a secret or a free text, by its looks. */
const canary = "cnry@example.com 12 Secret Lane eyJhbGciOiJub25lIn0.Y25yeQ.sig";
const word = "cnry-eyJhbGciOiJub25lIn0.Y25yeQ.sig";

/** What no output may hold, as it is or encoded. */
export const traces = [
  "cnry",
  "Secret Lane",
  "eyJhbGciOiJub25lIn0",
  "Y25yeQ",
  Buffer.from("cnry").toString("base64url"),
];

interface Tokens {
  readonly customer: string;
  readonly staff: string;
}

/** What fits the rest of a tool's arguments, so that one field after the other gets as deep as it can. */
const fitting: Readonly<Record<string, unknown>> = {
  product_id: "prod-e9075764",
  order_id: "ord-1",
  return_id: "ret-1",
  quantity: 1,
  rating: 5,
  review_text: "Good",
  reason: "too big",
  items: [],
};

/** Each tool, with the canary in each of its arguments, alone and in all of them, in an unknown one, and as all of them. */
function* argumentsOf({ inputSchema }: Tool): Generator<Record<string, unknown>> {
  const names = Object.keys(inputSchema.properties ?? {});
  const rest = Object.fromEntries(names.flatMap((name) => (name in fitting ? [[name, fitting[name]]] : [])));
  for (const name of names) yield { ...rest, [name]: canary };
  for (const name of names) yield { ...rest, [name]: [{ [word]: canary }] };
  yield Object.fromEntries(names.map((name) => [name, canary]));
  yield { ...rest, [word]: canary };
}

function* toolRequests({ customer, staff }: Tokens): Generator<Sent> {
  for (const tool of tools)
    for (const args of argumentsOf(tool))
      for (const era of eras) yield requestOf(era, { tool: tool.name, args, token: customer, app: canary });
  for (const tool of staffTools)
    for (const args of argumentsOf(tool)) {
      const request = requestOf("rest", { tool: tool.name, args, token: staff });
      yield { ...request, path: `/staff${request.path}` };
    }
}

const headerNames = [
  ...["accept", "accept-language", "cookie", "referer", "origin", "user-agent", "x-forwarded-for", "x-request-id"],
  ...["authorization", "idempotency-key", "mcp-session-id", "mcp-protocol-version", "mcp-method", "mcp-name"],
  ...["traceparent", "tracestate", "baggage", "x-amzn-trace-id", "content-encoding", "x-anything"],
];

function* headerRequests({ customer }: Tokens): Generator<Sent> {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  const values = [canary, word, `Bearer ${word}`, basic(`${word}@example.com:${word}`), basic(word)];
  for (const name of headerNames)
    for (const value of name === "authorization" ? values : [canary, word])
      for (const era of eras)
        yield requestOf(era, {
          tool: "search_products",
          args: {},
          ...(name !== "authorization" && { token: customer }),
          headers: { [name]: value },
        });
}

function* bodyRequests(): Generator<Sent> {
  for (const path of ["/mcp", "/", "/mcp/staff", "/tools/search_products", `/tools/${word}`, `/${word}?${word}`]) {
    yield { path, body: `{"${word}": ${word}` };
    yield { path, body: [canary] };
    yield { path, body: { jsonrpc: "2.0", id: word, method: word, params: { name: word, _meta: { [word]: canary } } } };
    yield { path, body: canary, headers: { "content-type": `text/${word}` } };
  }
  const info = { protocolVersion: canary, capabilities: {}, clientInfo: { name: canary, version: canary } };
  yield { path: "/mcp", body: { jsonrpc: "2.0", id: 1, method: "initialize", params: info } };
}

function* signInRequests(): Generator<Sent> {
  const account = "demo4@example.com";
  yield { path: "/auth/login", body: { email: `${word}@example.com`, password: canary } };
  yield { path: "/auth/login", body: { email: account, password: word } };
  yield { path: "/auth/login", body: { email: canary, password: { [word]: canary } } };
  yield { path: "/auth/logout", headers: { authorization: `Bearer ${word}` }, body: {} };
  yield { method: "DELETE", path: `/auth/connections/${word}` };
  for (const step of ["authorize", "callback", "token", "register", "revoke", `consent/${word}`, word])
    for (const method of ["GET", "POST"])
      yield { method, path: `/oauth/${step}?state=${word}&code=${word}&client_id=${word}`, ...formOf(method) };
}

const formOf = (method: string): Pick<Sent, "body" | "headers"> =>
  method === "GET"
    ? {}
    : {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: `code=${word}&refresh_token=${word}&token=${word}&client_id=${word}&client_name=${word}`,
      };

/** Requests with a canary in everything that a caller may write. */
export function* canaryRequests(tokens: Tokens): Generator<Sent> {
  yield* toolRequests(tokens);
  yield* headerRequests(tokens);
  yield* bodyRequests();
  yield* signInRequests();
}
