import * as z from "zod";
import { derivedId } from "../derived-id.ts";
import { fromMajor, toMajor } from "../money.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { DuplicateGuard, Ports, SavedOrder } from "../ports.ts";
import { idempotencyKey, majorPrice, minorPrice, productId, quantity } from "../schemas.ts";
import { countMore } from "../spending.ts";
import { addMs } from "../time.ts";
import { actorOf, type Caller, customerTool } from "../tool.ts";
import { type Purchase, refuseUnconfirmed } from "./confirmation.ts";
import type { Order } from "./order.ts";
import { placeOrder } from "./place-order.ts";

type Needs = Caller &
  Pick<Ports, "findProduct" | "findOrder" | "saveOrder" | "dailySpendLimitMinor" | "now" | "newId" | "digest">;

const duplicateWindowMs = 120_000;

const input = () =>
  z.strictObject({
    product_id: productId("From search_products."),
    quantity: quantity(),
    idempotency_key: idempotencyKey().optional(),
    expected_unit_price: z.number().min(0).optional().describe("Unit price you showed the user (major units)."),
    allow_duplicate: z
      .boolean()
      .default(false)
      .describe("Set true only if the user really wants a second identical order."),
  });
type Input = z.output<ReturnType<typeof input>>;

const output = () =>
  z.object({
    order_id: z.string(),
    product_name: z.string(),
    quantity: z.int(),
    unit_price: majorPrice(),
    total_price: majorPrice(),
    total_minor: minorPrice(),
    currency: z.string(),
    status: z.string(),
    estimated_delivery: z.string().optional(),
    replayed: z.boolean().optional(),
  });

export const orderProduct = customerTool({
  name: "order_product",
  title: "Place an order",
  description:
    "Buy a product now, for the signed-in customer. Charges the default payment method. Before calling, tell the user product, quantity and total and get a clear yes. Pass expected_unit_price to refuse a price that changed since you showed it. Pass idempotency_key and re-use it on retry.",
  scope: "shop:orders",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input,
  output,

  async handler(request, needs: Needs) {
    const { customer, findOrder, newId, digest } = needs;
    const key = request.idempotency_key;
    const orderId =
      key === undefined ? newId("ord") : derivedId("ord", digest, [customer.customerId, "order_product", key]);
    const requestHash = digest(JSON.stringify([request.product_id, request.quantity]));
    const findEarlier = async () => {
      const order = key === undefined ? undefined : await findOrder(orderId);
      return order && sameOrder({ order, replayed: true }, requestHash);
    };

    // The key is looked up before the product, so that a retry is answered whatever has happened to the product since;
    // and again after a refusal, which the first call with this key may have caused by taking the last unit.
    const earlier = await findEarlier();
    const placed = earlier ?? (await place(request, { orderId, requestHash }, needs));
    return toAnswer(placed.ok ? placed : ((await findEarlier()) ?? placed));
  },
});

/** Decides on the order and saves it with all that guards it. */
async function place(
  request: Input,
  { orderId, requestHash }: { readonly orderId: string; readonly requestHash: string },
  needs: Needs,
): Promise<Outcome<SavedOrder>> {
  const { customer, agent, findProduct, saveOrder, now } = needs;
  const product = await findProduct(request.product_id);
  if (!product) return reject("product_not_found", "Product not found");

  const placedAt = now().toISOString();
  const { expected_unit_price: expected } = request;
  const order = placeOrder(product, {
    orderId,
    customer,
    by: actorOf(needs, "order_product"),
    quantity: request.quantity,
    expectedUnitPrice: expected === undefined ? undefined : fromMajor(expected, product.currency, "down"),
    requestHash,
    placedAt,
  });
  if (!order.ok) return order;
  const unconfirmed = refuseUnconfirmed(purchaseOf(order.value), needs);
  if (unconfirmed) return unconfirmed;

  const { currency, totalMinor } = order.value;
  const { spent, spending: spend } = countMore(currency, undefined, totalMinor, needs);
  const counted = { ...order.value, ...(spent && { spent }) };
  const duplicate = guardOf(request, needs, placedAt);
  const confirmationId = agent.confirmation?.given?.id;
  const saved = await saveOrder(counted, { duplicate, spend, confirmationId });
  return saved.ok ? sameOrder(saved.value, requestHash) : saved;
}

function purchaseOf({ lines: [line], totalMinor, currency }: Order): Purchase {
  return {
    amountMinor: totalMinor,
    currency,
    of: [line?.productId, line?.quantity],
    question: (amount) => `Order ${line?.quantity} x ${line?.productName} for ${amount}?`,
  };
}

/** Agents retry without a key when a call times out, so over MCP the same order within minutes needs a second yes. */
function guardOf(request: Input, { customer, agent, digest }: Needs, placedAt: string): DuplicateGuard | undefined {
  if (agent.channel !== "mcp" || request.idempotency_key !== undefined) return undefined;
  return {
    fingerprint: digest(JSON.stringify([customer.customerId, request.product_id, request.quantity])),
    expiresAt: addMs(placedAt, duplicateWindowMs),
    allowed: request.allow_duplicate,
  };
}

const sameOrder = (saved: SavedOrder, requestHash: string): Outcome<SavedOrder> =>
  saved.order.requestHash === requestHash
    ? ok(saved)
    : reject("idempotency_conflict", "This idempotency_key was used for another order", {
        details: { order_id: saved.order.orderId },
      });

function toAnswer(saved: Outcome<SavedOrder>): Outcome<z.output<ReturnType<typeof output>>> {
  if (!saved.ok) return saved;
  const { order, replayed } = saved.value;
  const [line] = order.lines;
  return ok({
    order_id: order.orderId,
    product_name: line?.productName ?? "",
    quantity: line?.quantity ?? 0,
    unit_price: line ? toMajor(line.unitPriceMinor, order.currency) : 0,
    total_price: toMajor(order.totalMinor, order.currency),
    total_minor: Number(order.totalMinor),
    currency: order.currency,
    status: order.status,
    ...(order.estimatedDelivery && { estimated_delivery: order.estimatedDelivery }),
    ...(replayed && { replayed }),
  });
}
