import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import type { Caller } from "../tool.ts";
import type { Order } from "./order.ts";

/** The customer's own order. Somebody else's is answered like one that does not exist, in the same words. */
export async function findOwnOrder(
  { customer, findOrder }: Pick<Caller, "customer"> & Pick<Ports, "findOrder">,
  orderId: string,
): Promise<Outcome<Order>> {
  const order = await findOrder(orderId);
  return order?.customerId === customer.customerId ? ok(order) : reject("order_not_found", "Order not found");
}
