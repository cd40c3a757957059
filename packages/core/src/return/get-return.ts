import * as z from "zod";
import { findOwnOrder } from "../order/own-order.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { orderId, returnId } from "../schemas.ts";
import { type Caller, customerTool } from "../tool.ts";
import type { Return } from "./return.ts";
import { toReturnAnswer } from "./return-answer.ts";

type Needs = Caller & Pick<Ports, "findOrder" | "findReturns">;

export const getReturn = customerTool({
  name: "get_return",
  title: "Return status",
  description: "Status of a return, or of every return of an order.",
  scope: "shop:returns",
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: () =>
    z.strictObject({
      return_id: returnId("Return. Give this or order_id.").optional(),
      order_id: orderId("Order. All its returns.").optional(),
    }),
  output: () => z.object({ returns: z.array(z.unknown()) }),

  async handler({ return_id, order_id }, needs: Needs) {
    if ((return_id === undefined) === (order_id === undefined))
      return reject("invalid_argument", "Give either return_id or order_id", {
        details: { path: "return_id", allowed: ["return_id", "order_id"] },
      });
    const found = await (return_id === undefined ? ofOrder(order_id ?? "", needs) : ownReturn(return_id, needs));
    return found.ok ? ok({ returns: found.value.map(toReturnAnswer) }) : found;
  },
});

async function ofOrder(order_id: string, needs: Needs): Promise<Outcome<readonly Return[]>> {
  const order = await findOwnOrder(needs, order_id);
  if (!order.ok) return order;
  return ok(await needs.findReturns(order.value.returns.map(({ returnId: id }) => id)));
}

/** Somebody else's return is answered like one that does not exist. */
async function ownReturn(id: string, { customer, findReturns }: Needs): Promise<Outcome<readonly Return[]>> {
  const found = (await findReturns([id])).filter(({ customerId }) => customerId === customer.customerId);
  return found.length > 0 ? ok(found) : reject("return_not_found", "Return not found");
}
