import { told } from "./answers.ts";
import { Broken, look, perform, type Run } from "./run.ts";
import type { Answer } from "./shop.ts";
import type { OrderItem } from "./snapshot.ts";

type Action = "cancel" | "change_address" | "return" | "exchange" | "review";
const actions: readonly Action[] = ["review", "change_address", "return", "cancel", "exchange"];

/** What to call to do what an order's `allowed_actions` tell of. */
function toTry(action: Action, order: OrderItem, run: Run): { tool: string; args: Record<string, any> } {
  const { order_id } = order;
  const line = order.lines.find((one) => one.quantity > one.returned_quantity) ?? order.lines[0];
  switch (action) {
    case "cancel":
      return { tool: "cancel_order", args: { order_id, reason: "As allowed" } };
    case "change_address": {
      const shipping_address = { street: "2 Told", city: "Here", country: "US" };
      return { tool: "update_order", args: { order_id, shipping_address } };
    }
    case "return":
      return { tool: "initiate_return", args: { order_id, reason: "As allowed" } };
    case "review": {
      const review_text = `Review ${crypto.randomUUID()}`;
      return {
        tool: "write_product_review",
        args: { product_id: line?.product_id, rating: 4, review_text, update: true },
      };
    }
    case "exchange": {
      const group = run.seen.products.get(line?.product_id ?? "")?.group_id;
      const other = [...run.seen.products.values()].find(
        (one) => one.group_id === group && one.product_id !== line?.product_id,
      );
      const item = { product_id: line?.product_id, new_product_id: other?.product_id ?? "prod-0", quantity: 1 };
      return { tool: "request_exchange", args: { order_id, items: [item] } };
    }
  }
}

// An exchange depends on the other product too: on sale, of the group, enough of it; and lines close one by one.
const besides: Record<string, readonly string[]> = {
  exchange: ["insufficient_stock", "product_unavailable", "invalid_argument", "return_window_closed"],
};

function agrees(action: Action, allowed: { allowed: boolean; code?: string }, answer: Answer): boolean {
  if (allowed.allowed) return answer.code === "ok" || besides[action]?.includes(answer.code) === true;
  // Another order may prove the purchase.
  return action === "review" || answer.code === allowed.code;
}

/** While nobody else is about, does what a read of an order says may be done with it, or may not. */
async function probe(run: Run, order: OrderItem, index: number): Promise<void> {
  const from = { actor: order.customer_id, app: index, foreign: false };
  const { order_id } = order;
  const { body } = await perform(run, { ...from, tool: "get_order", args: { order_id } });
  const action = actions[index % actions.length] ?? "cancel";
  const allowed = body.order?.allowed_actions[action];
  const answer = await perform(run, { ...from, ...toTry(action, order, run) });
  if (!allowed || !agrees(action, allowed, answer))
    throw new Broken(run, [`allowed_actions.${action} ${JSON.stringify(allowed)}, but ${told(answer)}`]);
}

/** When all is quiet: histories are complete, and reads tell what writes answer. */
export async function probeAll(run: Run, most: number): Promise<void> {
  const since = run.answers.length;
  const orders = [...run.seen.orders.values()].slice(-most);
  for (const [index, order] of orders.entries()) await probe(run, order, index);
  await look(run, since);
  await completeHistories(run);
}

async function completeHistories(run: Run): Promise<void> {
  const owners = new Set([...run.seen.orders.values()].map(({ customer_id }) => customer_id));
  for (const actor of owners) {
    const ids: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const args = { limit: 7, ...(cursor && { cursor }) };
      const { body } = await perform(run, { actor, tool: "get_order_history", args, app: ids.length, foreign: false });
      ids.push(...(body.orders ?? []).map((order: { order_id: string }) => order.order_id));
      cursor = body.next_cursor;
      if (!cursor) break;
    }
    const own = [...run.seen.orders.values()].filter(({ customer_id }) => customer_id === actor);
    const same = String(ids.toSorted()) === String(own.map(({ order_id }) => order_id).sort());
    if (!same) throw new Broken(run, [`${actor} is shown ${ids.length} orders of ${own.length}`]);
  }
}
