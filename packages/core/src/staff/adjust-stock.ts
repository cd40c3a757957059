import * as z from "zod";
import { ok, reject } from "../outcome.ts";
import type { Ports } from "../ports.ts";
import { idempotencyKey, productId, reason } from "../schemas.ts";
import { type StaffCaller, staffTool } from "../tool.ts";

type Needs = StaffCaller & Pick<Ports, "adjustStock" | "now" | "digest">;

export const adjustStock = staffTool({
  name: "adjust_stock",
  title: "Adjust stock",
  description: "Add units to a product's stock, or take units off; never below zero. Re-use idempotency_key on retry.",
  scope: "shop:staff",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: () =>
    z.strictObject({
      product_id: productId("Product."),
      add: z.int().min(-100_000).max(100_000).describe("Units to add; negative to take off."),
      reason: reason("Why: delivery, count, breakage."),
      idempotency_key: idempotencyKey().optional(),
    }),
  output: () => z.object({ product_id: z.string(), product_name: z.string(), stock_quantity: z.int() }),

  async handler({ product_id, add, idempotency_key: key }, { staff, agent, adjustStock: adjust, now, digest }: Needs) {
    if (add === 0) return reject("invalid_argument", "Add must not be 0", { details: { path: "add" } });
    const adjustmentId = digest(JSON.stringify([staff.subject, key ?? agent.requestId, product_id]));
    const adjusted = await adjust({ productId: product_id, add, adjustmentId, at: now().toISOString() });
    if (!adjusted.ok) return adjusted;
    const { name, stockQuantity } = adjusted.value;
    return ok({ product_id, product_name: name, stock_quantity: stockQuantity });
  },
});
