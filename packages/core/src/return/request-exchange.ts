import * as z from "zod";
import type { Change } from "../change.ts";
import { type Purchase, refuseUnconfirmed } from "../order/confirmation.ts";
import type { Order } from "../order/order.ts";
import { findOwnOrder } from "../order/own-order.ts";
import { findVariant } from "../order/replace-lines.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import type { Product } from "../product/product.ts";
import { idempotencyKey, orderId, productId, quantity, reason } from "../schemas.ts";
import { countMore } from "../spending.ts";
import { cleanText } from "../text.ts";
import { actorOf, type Caller, customerTool } from "../tool.ts";
import { differenceOf } from "./difference.ts";
import { identityOf, type RequestIdentity, requestOnce } from "./request-once.ts";
import { requestReturn } from "./request-return.ts";
import type { ExchangeItem, Return } from "./return.ts";

type Needs = Caller &
  Pick<
    Ports,
    | "findOrder"
    | "findProduct"
    | "findReturns"
    | "commit"
    | "returnPolicy"
    | "dailySpendLimitMinor"
    | "now"
    | "newId"
    | "digest"
  >;

const input = () =>
  z.strictObject({
    order_id: orderId("Order."),
    items: z
      .array(
        z.strictObject({
          product_id: productId("Returned."),
          new_product_id: productId("Wanted."),
          quantity: quantity(),
        }),
      )
      .min(1)
      .max(50),
    payment_method_id: z.string().min(1).max(64).optional().describe("For the difference."),
    reason: reason("Why.").optional(),
    idempotency_key: idempotencyKey().optional(),
  });
type Input = z.output<ReturnType<typeof input>>;

export const requestExchange = customerTool({
  name: "request_exchange",
  title: "Exchange items",
  description: "Swap delivered items for other variants of the same group; the answer says what is owed or refunded.",
  scope: "shop:returns",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input,
  output: () => z.looseObject({ exchange_id: z.string(), difference_minor: z.int(), status: z.string() }),

  async handler(asked, needs: Needs) {
    const { idempotency_key: key, order_id, items, payment_method_id = "original" } = asked;
    const args = [order_id, items, payment_method_id];
    const identity = identityOf(needs, { tool: "request_exchange", key, args });
    const saved = await requestOnce(needs, identity, () => exchange(asked, identity, needs));
    if (!saved.ok) return saved;
    return ok({ ...toAnswer(saved.value.made), ...(saved.value.replayed && { replayed: true }) });
  },
});

/** The old units come back as a return; the new ones are held for it until they are sent or it falls through. */
async function exchange(
  asked: Input,
  { returnId, requestHash }: RequestIdentity,
  needs: Needs,
): Promise<Outcome<Return>> {
  const order = await findOwnOrder(needs, asked.order_id);
  if (!order.ok) return order;
  const decided = requestReturn(
    order.value,
    {
      returnId,
      requestHash,
      reason: cleanText(asked.reason ?? "") || "Exchange",
      items: asked.items.map((item) => ({ productId: item.product_id, quantity: item.quantity })),
      refundTo: "original",
      by: actorOf(needs, "request_exchange"),
      at: needs.now().toISOString(),
    },
    needs.returnPolicy,
  );
  if (!decided.ok) return decided;
  const wanted = await findWanted(order.value, asked, needs);
  if (!wanted.ok) return wanted;
  const chargeTo = chargeToOf(asked, needs);
  if (!chargeTo.ok) return chargeTo;

  const request: Return = { ...decided.value.request, exchangeFor: wanted.value.items, chargeTo: chargeTo.value };
  const unconfirmed = refuseUnconfirmed(purchaseOf(request, order.value), needs);
  if (unconfirmed) return unconfirmed;
  const { spent, spending } = countMore(request.currency, undefined, differenceOf(request), needs);
  const counted = { ...request, ...(spent && { spent }) };
  const { order: changed } = decided.value;
  const done = await needs.commit({ newReturn: counted, order: changed, stock: wanted.value.stock, spent: spending });
  return done.ok ? ok(counted) : done;
}

async function findWanted(order: Order, { items }: Input, { findProduct }: Needs) {
  const found: ExchangeItem[] = [];
  const stock: NonNullable<Change["stock"]>[number][] = [];
  for (const [index, item] of items.entries()) {
    const swap = { productId: item.product_id, newProductId: item.new_product_id, quantity: item.quantity };
    const product = await findVariant(order.lines, swap, { path: `items.${index}`, findProduct });
    if (!product.ok) return product;
    if (product.value.currency !== order.currency)
      return reject("product_unavailable", `${product.value.name} is not sold in ${order.currency}`);
    found.push(toExchangeItem(product.value, item));
    stock.push({ productId: swap.newProductId, add: -item.quantity, soldAt: product.value.priceMinor });
  }
  return ok({ items: found, stock });
}

const toExchangeItem = (product: Product, item: Input["items"][number]): ExchangeItem => ({
  insteadOf: item.product_id,
  productId: product.productId,
  productName: product.name,
  category: product.category,
  groupId: product.groupId,
  options: product.options,
  quantity: item.quantity,
  unitPriceMinor: product.priceMinor,
});

function chargeToOf({ payment_method_id: wanted }: Input, { customer }: Needs): Outcome<string> {
  const allowed = customer.paymentMethods.map(({ paymentMethodId }) => paymentMethodId);
  if (wanted === undefined) return ok("original");
  if (allowed.includes(wanted)) return ok(wanted);
  return reject("invalid_argument", `payment_method_id must be one of: ${allowed.join(", ")}`, {
    details: { path: "payment_method_id", allowed },
  });
}

/** What the person is asked: a yes is for these goods at this difference, and for the order as it stands now. */
function purchaseOf({ exchangeFor = [], ...made }: Return, { orderId: id, version }: Order): Purchase {
  const names = exchangeFor.map(({ productName, quantity: units }) => `${units} x ${productName}`).join(", ");
  return {
    amountMinor: differenceOf({ ...made, exchangeFor }),
    currency: made.currency,
    of: [id, version, ...exchangeFor.map((item) => [item.insteadOf, item.productId, item.quantity])],
    question: (amount) => `Exchange for ${names} and pay ${amount} more?`,
  };
}

const toAnswer = (made: Return) => {
  const { returnId, orderId: id, status, currency, deadline } = made;
  return {
    exchange_id: returnId,
    order_id: id,
    status,
    difference_minor: Number(differenceOf(made)),
    currency,
    deadline,
    message: "The new items are held. They are sent once the old ones have come back.",
  };
};
