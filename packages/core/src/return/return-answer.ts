import { toMajor } from "../money.ts";
import type { Return } from "./return.ts";

/** A return in an answer: what goes back, how far it has come, and the money. Nobody's free text. */
export const toReturnAnswer = (made: Return) => ({
  return_id: made.returnId,
  order_id: made.orderId,
  status: made.status,
  items: made.items.map((item) => ({
    product_id: item.productId,
    product_name: item.productName,
    quantity: item.quantity,
    ...(item.goodQuantity !== undefined && { good_quantity: item.goodQuantity }),
    ...(item.damagedQuantity !== undefined && { damaged_quantity: item.damagedQuantity }),
  })),
  refund: toMajor(made.refundMinor, made.currency),
  refund_minor: Number(made.refundMinor),
  currency: made.currency,
  refund_to: made.refundTo,
  deadline: made.deadline,
  created_at: made.createdAt,
  ...(made.processedAt && { processed_at: made.processedAt }),
  ...(made.exchangeFor && {
    exchange_for: made.exchangeFor.map((item) => ({
      product_id: item.productId,
      product_name: item.productName,
      quantity: item.quantity,
      unit_price: toMajor(item.unitPriceMinor, made.currency),
    })),
  }),
  ...(made.replacementOrderId && { replacement_order_id: made.replacementOrderId }),
  history: made.history.map(({ at, to, by }) => ({ at, status: to, by: by.kind })),
});
