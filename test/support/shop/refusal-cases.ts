import type { RejectionCode } from "@shop/core";
import { vi } from "vitest";
import type { Door } from "../doors.ts";
import { logIn } from "../stage.ts";
import { type Answer, ask, type Channel } from "./ask.ts";
import { daysAgo } from "./floor.ts";
import { requestCases } from "./refusal-cases-requests.ts";
import type { Worlds } from "./refusal-worlds.ts";

/** Brings about one refusal through one channel. */
export type RefusalCase = (worlds: Worlds, channel: Channel) => Promise<Answer>;

const laptop = "prod-e9075764";
const reason = "Too big";

/** As nobody, so that the tool is what meets the database. */
const readProduct = (door: Door, channel: Channel) =>
  ask(door, { channel, tool: "get_product", args: { product_id: laptop } });

const inTomorrow = async (call: () => Promise<Answer>): Promise<Answer> => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 25 * 3_600_000 });
  try {
    return await call();
  } finally {
    vi.useRealTimers();
  }
};

const order =
  (product: object, more: object = {}): RefusalCase =>
  async ({ floor }, channel) =>
    floor.ask(channel, "order_product", { product_id: await floor.product(product), ...more });

const giveBack =
  (days: number, ...sent: readonly object[]): RefusalCase =>
  async ({ floor }, channel) => {
    const { order_id } = await floor.delivered(await floor.product(), 3);
    const { lines } = await floor.item("orders", order_id);
    await floor.change("orders", order_id, { delivered_at: daysAgo(days) });
    const items = (more: object) => [{ product_id: lines[0].product_id, ...more }];
    let answer: Answer | undefined;
    for (const { quantity, ...more } of sent as readonly { quantity?: number }[])
      answer = await floor.ask(channel, "initiate_return", {
        order_id,
        reason,
        ...(quantity && { items: items({ quantity }) }),
        ...more,
      });
    if (!answer) throw new Error("Nothing was sent back");
    return answer;
  };

/** How each refusal is reached. A code is left out of a channel only with a reason, in `onlyOn`. */
export const refusalCases: Readonly<Record<RejectionCode, RefusalCase>> = {
  ...requestCases,
  async token_expired({ floor }, channel) {
    // A token that was just used is taken on trust for some seconds: this one is new.
    const token = await logIn(floor.stage.app, "demo8@example.com");
    return inTomorrow(() => floor.ask(channel, "get_order_history", {}, { token }));
  },
  async not_purchased({ floor }, channel) {
    const review = { product_id: await floor.product(), rating: 5, review_text: "Good" };
    return floor.ask(channel, "write_product_review", review);
  },
  spend_limit_exceeded: order({ price_minor: 1_000_001 }),
  product_not_found: ({ floor }, channel) => floor.ask(channel, "get_product", { product_id: "prod-none" }),
  order_not_found: ({ floor }, channel) => floor.ask(channel, "get_order", { order_id: "ord-none" }),
  return_not_found: ({ floor }, channel) => floor.ask(channel, "get_return", { return_id: "ret-none" }),
  insufficient_stock: order({ stock_quantity: 1 }, { quantity: 2 }),
  product_unavailable: order({ status: "delisted" }),
  price_changed: order({}, { expected_unit_price: 12.49 }),
  async possible_duplicate({ floor }, channel) {
    const product_id = await floor.product();
    await floor.ask(channel, "order_product", { product_id });
    return floor.ask(channel, "order_product", { product_id });
  },
  async order_not_cancellable({ floor }, channel) {
    const { order_id } = await floor.delivered(await floor.product());
    return floor.ask(channel, "cancel_order", { order_id, reason });
  },
  async not_delivered({ floor }, channel) {
    const { order_id } = await floor.buy(await floor.product());
    return floor.ask(channel, "initiate_return", { order_id, reason });
  },
  return_window_closed: giveBack(31, {}),
  nothing_left_to_return: giveBack(1, { quantity: 2 }, { quantity: 2 }),
  already_returned: giveBack(1, {}, {}),
  async already_reviewed({ floor }, channel) {
    const product_id = await floor.product();
    await floor.buy(product_id);
    const review = { product_id, rating: 5, review_text: "Good" };
    await floor.ask(channel, "write_product_review", review);
    return floor.ask(channel, "write_product_review", review);
  },
  async idempotency_conflict({ floor }, channel) {
    const args = { product_id: await floor.product(), idempotency_key: crypto.randomUUID() };
    await floor.ask(channel, "order_product", args);
    return floor.ask(channel, "order_product", { ...args, quantity: 2 });
  },
  async conflict_retry({ floor, meddled, faulty }, channel) {
    const { order_id } = await floor.buy(await floor.product());
    const CancellationReasons = [{ Code: "ConditionalCheckFailed" }, { Code: "None" }];
    faulty.meddle = (operation) =>
      operation === "TransactWriteItems"
        ? { kind: "refuse", type: "TransactionCanceledException", more: { CancellationReasons } }
        : { kind: "pass" };
    return ask(meddled, { channel, tool: "cancel_order", args: { order_id, reason } }, { token: floor.mine });
  },
  async internal({ floor }, channel) {
    const product_id = await floor.product({ price_minor: -1 });
    const answer = await floor.ask(channel, "get_product", { product_id });
    await floor.change("products", product_id, { price_minor: 1 });
    return answer;
  },
  unavailable: ({ gone }, channel) => readProduct(gone, channel),
  deadline_exceeded: ({ silent }, channel) => readProduct(silent, channel),
};

/** Refusals that only exist on one channel, and why. */
export const onlyOn: Partial<Record<RejectionCode, { readonly channel: Channel; readonly because: string }>> = {
  possible_duplicate: {
    channel: "mcp",
    because: "a program that calls REST repeats an order on purpose; an agent does it when a call timed out",
  },
  confirmation_required: {
    channel: "mcp",
    because: "only a client of MCP 2026-07-28 that declares elicitation can put a question to a person",
  },
};
