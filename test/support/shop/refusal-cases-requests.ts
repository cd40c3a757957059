import type { RejectionCode } from "@shop/core";
import { callMcp } from "../faults-calls.ts";
import { type Answer, askStaff, type Channel, told } from "./ask.ts";
import { askPerson, no } from "./questions.ts";
import type { RefusalCase } from "./refusal-cases.ts";
import type { Worlds } from "./refusal-worlds.ts";

type AtTheDoor =
  | "invalid_argument"
  | "invalid_cursor"
  | "authentication_required"
  | "invalid_token"
  | "insufficient_scope"
  | "forbidden_origin"
  | "not_found"
  | "method_not_allowed"
  | "confirmation_required"
  | "illegal_step"
  | "payload_too_large"
  | "unsupported_media_type"
  | "rate_limited";

const history = "get_order_history";

/** Sends whatever to the address of a channel. */
async function send({ floor }: Worlds, channel: Channel, init: RequestInit, path?: string): Promise<Answer> {
  const { door } = floor;
  const address = path ?? (channel === "rest" ? "/tools/search_products" : "/mcp");
  const response = await door.fetch(`${door.url}${address}`, { method: "POST", body: "{}", ...init });
  const message = (await response.json()) as any;
  return { status: response.status, headers: response.headers, ...told(message) };
}
const json = { "content-type": "application/json" };

/** Refusals that have to do with the request or its sender rather than with the shop. */
export const requestCases: Readonly<Record<AtTheDoor, RefusalCase>> & Partial<Record<RejectionCode, RefusalCase>> = {
  invalid_argument: ({ floor }, channel) => floor.ask(channel, "search_products", { limit: "many" }),
  invalid_cursor: ({ floor }, channel) => floor.ask(channel, history, { cursor: "x.y" }),
  authentication_required: ({ floor }, channel) => floor.ask(channel, history, {}, { token: "" }),
  invalid_token: ({ floor }, channel) => floor.ask(channel, history, {}, { token: "not.a.token" }),
  insufficient_scope: ({ floor }, channel) => floor.ask(channel, history, {}, { token: floor.staffToken }),
  forbidden_origin: ({ floor }, channel) =>
    floor.ask(channel, "search_products", {}, { headers: { origin: "https://evil.example" } }),
  not_found: (worlds, channel) =>
    send(worlds, channel, { headers: json }, channel === "rest" ? "/tools/none" : "/mcp/none"),
  method_not_allowed: (worlds, channel) => send(worlds, channel, { method: "GET", body: null }),
  async confirmation_required({ floor }) {
    const args = { product_id: await floor.product({ price_minor: 600_000 }) };
    const { state } = await askPerson(floor.door, { token: floor.mine, args });
    return askPerson(floor.door, { token: floor.mine, args, state, answer: no });
  },
  async illegal_step({ floor }, channel) {
    const { order_id } = await floor.buy(await floor.product());
    const args = { order_id, status: "delivered" };
    const call = { token: floor.staffToken, path: "/mcp/staff" };
    if (channel === "rest") return { isError: true, ...(await askStaff(floor.door, "advance_order", args, call)) };
    const { status, headers, message } = await callMcp(floor.door, "advance_order", args, call);
    return { status, headers, ...told(message) };
  },
  payload_too_large: ({ floor }, channel) => floor.ask(channel, "search_products", { query: "x".repeat(70_000) }),
  unsupported_media_type: (worlds, channel) => send(worlds, channel, { headers: { "content-type": "text/plain" } }),
  async rate_limited({ floor }, channel) {
    const authorization = `Basic ${btoa("demo9@example.com:wrong")}`;
    let answer = await floor.ask(channel, history, {}, { token: "", headers: { authorization } });
    for (let attempt = 0; attempt < 10; attempt++)
      answer = await floor.ask(channel, history, {}, { token: "", headers: { authorization } });
    return answer;
  },
};
