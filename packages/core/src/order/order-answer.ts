import * as z from "zod";
import { toMajor } from "../money.ts";
import type { ReturnPolicy } from "../return/return-policy.ts";
import { majorPrice, minorPrice, type ResponseFormat } from "../schemas.ts";
import { type AllowedAction, type AllowedActions, allowedActions } from "./allowed-actions.ts";
import { type Order, type OrderLine, orderStatuses } from "./order.ts";

const allowedAction = () =>
  z.object({
    allowed: z.boolean(),
    code: z.string().optional(),
    reason: z.string().optional(),
    deadline: z.iso.datetime().optional(),
    max_quantity: z.int().optional(),
  });

/** An order in an answer. */
export const orderAnswer = () =>
  z.looseObject({
    order_id: z.string(),
    status: z.enum(orderStatuses),
    created_at: z.string(),
    delivered_at: z.string().nullable().optional(),
    estimated_delivery: z.string().nullable().optional(),
    product_id: z.string().optional(),
    product_name: z.string().optional(),
    product_category: z.string().optional(),
    quantity: z.int().optional(),
    unit_price: majorPrice().optional(),
    total_price: majorPrice().optional(),
    total_minor: minorPrice().optional(),
    currency: z.string().optional(),
    lines: z
      .array(
        z.object({
          line_id: z.string().optional(),
          product_id: z.string().optional(),
          product_name: z.string().optional(),
          quantity: z.int().optional(),
          returned_quantity: z.int().optional(),
          unit_price: majorPrice().optional(),
          unit_price_minor: minorPrice().optional(),
        }),
      )
      .optional(),
    returns: z.array(z.looseObject({})).optional(),
    allowed_actions: z
      .object({
        cancel: allowedAction().optional(),
        return: allowedAction().optional(),
        exchange: allowedAction().optional(),
        review: allowedAction().optional(),
        change_address: allowedAction().optional(),
      })
      .optional(),
  });
export type OrderAnswer = z.output<ReturnType<typeof orderAnswer>>;

/** What every order of an answer is told with. */
export interface Telling {
  readonly format: ResponseFormat;
  readonly policy: ReturnPolicy;
  readonly now: Date;
}

/** An order as an answer tells it. Neither form shows the address or anything of the card. */
export function toOrderAnswer(order: Order, { format, policy, now }: Telling): OrderAnswer {
  const actions = allowedActions(order, policy, now);
  return format === "concise" ? toConciseOrder(order, actions) : toDetailedOrder(order, actions);
}

const toDetailedOrder = (order: Order, actions: AllowedActions): OrderAnswer => ({
  order_id: order.orderId,
  status: order.status,
  created_at: order.createdAt,
  estimated_delivery: order.estimatedDelivery ?? null,
  delivered_at: order.deliveredAt ?? null,
  ...toFirstLine(order),
  total_price: toMajor(order.totalMinor, order.currency),
  total_minor: Number(order.totalMinor),
  currency: order.currency,
  lines: order.lines.map((line) => ({
    ...toConciseLine(line),
    line_id: line.lineId,
    returned_quantity: line.returnedQuantity,
    unit_price: toMajor(line.unitPriceMinor, order.currency),
    unit_price_minor: Number(line.unitPriceMinor),
  })),
  returns: order.returns.map(toReturnSummary),
  allowed_actions: {
    cancel: toActionAnswer(actions.cancel),
    return: toActionAnswer(actions.return),
    exchange: toActionAnswer(actions.exchange),
    review: toActionAnswer(actions.review),
    change_address: toActionAnswer(actions.changeAddress),
  },
});

/** The guide's clients know orders of one product: its fields stand at the top level too. */
function toFirstLine({ lines: [first], currency }: Order) {
  if (!first) return {};
  const { productId, productName, category, quantity, unitPriceMinor } = first;
  return {
    product_id: productId,
    product_name: productName,
    product_category: category,
    quantity,
    unit_price: toMajor(unitPriceMinor, currency),
  };
}

/**
 * Ten of these fit 4 KB of an agent's context: times to the second, and of the actions the allowed ones. An order of
 * several lines lists them in place of the first line's fields.
 */
function toConciseOrder(order: Order, actions: AllowedActions): OrderAnswer {
  const { lines, returns, currency, deliveredAt } = order;
  const [first] = lines;
  const single = lines.length === 1 && first;
  return {
    order_id: order.orderId,
    status: order.status,
    created_at: toSecond(order.createdAt),
    ...(deliveredAt && { delivered_at: toSecond(deliveredAt) }),
    ...(single ? toConciseLine(first) : toConciseLines(lines)),
    total_price: toMajor(order.totalMinor, currency),
    currency,
    ...(returns.length > 0 && { returns: returns.map(({ returnId, status }) => ({ return_id: returnId, status })) }),
    allowed_actions: allowedOnly(actions),
  };
}

const mostLines = 5;

const toConciseLines = (lines: readonly OrderLine[]) => ({
  lines: lines.slice(0, mostLines).map(toConciseLine),
  ...(lines.length > mostLines && { line_count: lines.length }),
});

const toConciseLine = ({ productId, productName, quantity }: OrderLine) => ({
  product_id: productId,
  product_name: productName,
  quantity,
});

const toReturnSummary = ({ returnId, status, items, createdAt }: Order["returns"][number]) => ({
  return_id: returnId,
  status,
  items: items.map((item) => ({ product_id: item.productId, quantity: item.quantity })),
  created_at: createdAt,
});

const toActionAnswer = ({ maxQuantity, ...action }: AllowedAction) => ({
  ...action,
  ...(maxQuantity !== undefined && { max_quantity: maxQuantity }),
});

function allowedOnly({ cancel, return: goBack, exchange, review }: AllowedActions) {
  return {
    ...(cancel.allowed && { cancel: { allowed: true } }),
    ...(goBack.allowed && {
      return: { allowed: true, ...(goBack.deadline && { deadline: toSecond(goBack.deadline) }) },
    }),
    ...(exchange.allowed && { exchange: { allowed: true } }),
    ...(review.allowed && { review: { allowed: true } }),
  };
}

const toSecond = (iso: string): string => iso.replace(/\.\d+Z$/, "Z");
