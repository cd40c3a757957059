import { z } from "zod";
import { toMajor } from "../money.ts";
import type { ReturnPolicy } from "../return/return-policy.ts";
import { majorPrice, minorPrice, type ResponseFormat } from "../schemas.ts";
import { type AllowedAction, type AllowedActions, allowedActions } from "./allowed-actions.ts";
import { type Order, type OrderLine, orderStatuses } from "./order.ts";

const allowedAction = z.object({
  allowed: z.boolean(),
  code: z.string().optional(),
  reason: z.string().optional(),
  deadline: z.iso.datetime().optional(),
  max_quantity: z.int().optional(),
});

/** An order in an answer. */
export const orderAnswer = z.object({
  order_id: z.string(),
  status: z.enum(orderStatuses),
  created_at: z.string(),
  delivered_at: z.string().nullable().optional(),
  estimated_delivery: z.string().nullable().optional(),
  product_id: z.string().optional(),
  product_name: z.string().optional(),
  product_category: z.string().optional(),
  quantity: z.int().optional(),
  unit_price: majorPrice.optional(),
  total_price: majorPrice.optional(),
  total_minor: minorPrice.optional(),
  currency: z.string().optional(),
  lines: z
    .array(
      z.object({
        line_id: z.string().optional(),
        product_id: z.string().optional(),
        product_name: z.string().optional(),
        quantity: z.int().optional(),
        returned_quantity: z.int().optional(),
        unit_price: majorPrice.optional(),
        unit_price_minor: minorPrice.optional(),
      }),
    )
    .optional(),
  returns: z.array(z.looseObject({})).optional(),
  allowed_actions: z
    .object({
      cancel: allowedAction.optional(),
      return: allowedAction.optional(),
      exchange: allowedAction.optional(),
      review: allowedAction.optional(),
      change_address: allowedAction.optional(),
    })
    .optional(),
});
export type OrderAnswer = z.output<typeof orderAnswer>;

/** An order as an answer tells it. Neither form shows the address or anything of the card. */
export function toOrderAnswer(
  order: Order,
  { format, policy, now }: { format: ResponseFormat; policy: ReturnPolicy; now: Date },
): OrderAnswer {
  const concise = format === "concise";
  return {
    order_id: order.orderId,
    status: order.status,
    created_at: order.createdAt,
    ...toDatesAnswer(order, concise),
    ...toFirstLineAnswer(order, concise),
    total_price: toMajor(order.totalMinor, order.currency),
    ...(!concise && { total_minor: Number(order.totalMinor) }),
    currency: order.currency,
    ...toListsAnswer(order, concise),
    allowed_actions: toActionsAnswer(allowedActions(order, policy, now), concise),
  };
}

const toDatesAnswer = ({ estimatedDelivery, deliveredAt }: Order, concise: boolean) =>
  concise
    ? { ...(deliveredAt && { delivered_at: deliveredAt }) }
    : { estimated_delivery: estimatedDelivery ?? null, delivered_at: deliveredAt ?? null };

/** The guide's clients know orders of one product: its fields stand at the top level too. */
function toFirstLineAnswer({ lines: [first], currency }: Order, concise: boolean) {
  if (!first) return {};
  return {
    product_id: first.productId,
    product_name: first.productName,
    ...(!concise && { product_category: first.category }),
    quantity: first.quantity,
    unit_price: toMajor(first.unitPriceMinor, currency),
  };
}

/** Lines and returns; a concise answer leaves out what the first line has already said. */
const toListsAnswer = ({ lines, returns, currency }: Order, concise: boolean) => ({
  ...((!concise || lines.length > 1) && { lines: lines.map((line) => toLineAnswer(line, currency, concise)) }),
  ...((!concise || returns.length > 0) && { returns: returns.map(toReturnSummary) }),
});

const toLineAnswer = (line: OrderLine, currency: string, concise: boolean) => ({
  line_id: line.lineId,
  product_id: line.productId,
  product_name: line.productName,
  quantity: line.quantity,
  ...((!concise || line.returnedQuantity > 0) && { returned_quantity: line.returnedQuantity }),
  unit_price: toMajor(line.unitPriceMinor, currency),
  ...(!concise && { unit_price_minor: Number(line.unitPriceMinor) }),
});

const toReturnSummary = ({ returnId, status, items, createdAt }: Order["returns"][number]) => ({
  return_id: returnId,
  status,
  items: items.map((item) => ({ product_id: item.productId, quantity: item.quantity })),
  created_at: createdAt,
});

function toActionsAnswer(actions: AllowedActions, concise: boolean) {
  const tell = concise ? toConciseAction : toActionAnswer;
  return {
    cancel: tell(actions.cancel),
    return: tell(actions.return),
    exchange: tell(actions.exchange),
    review: tell(actions.review),
    ...(!concise && { change_address: tell(actions.changeAddress) }),
  };
}

const toActionAnswer = ({ maxQuantity, ...action }: AllowedAction) => ({
  ...action,
  ...(maxQuantity !== undefined && { max_quantity: maxQuantity }),
});

/** Without the reason, which the code already says: a page of orders has to fit an agent's context. */
const toConciseAction = ({ allowed, code, deadline }: AllowedAction) => ({
  allowed,
  ...(code && { code }),
  ...(deadline && { deadline }),
});
