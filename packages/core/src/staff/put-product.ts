import * as z from "zod";
import { fromMajor } from "../money.ts";
import { type Outcome, ok, reject } from "../outcome.ts";
import type { Ports, ProductChanges } from "../ports.ts";
import type { Product } from "../product/product.ts";
import { productAnswer, toProductAnswer } from "../product/product-answer.ts";
import { productId } from "../schemas.ts";
import { type StaffCaller, staffTool } from "../tool.ts";

type Needs = StaffCaller & Pick<Ports, "findProduct" | "saveProduct" | "changeProduct" | "now" | "newId">;

const text = (max: number, description: string) => z.string().min(1).max(max).describe(description);

const input = () =>
  z.strictObject({
    product_id: productId("An existing product to change. Omit to create one.").optional(),
    name: text(200, "Required for a new product.").optional(),
    description: text(5000, "Required for a new product.").optional(),
    category: text(80, "Required for a new product.").optional(),
    price: z.number().min(0).max(1_000_000_000).optional().describe("Major units. Required for a new product."),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional()
      .describe("ISO 4217. For a new product; default USD."),
    stock_quantity: z.int().min(0).max(1_000_000).optional().describe("For a new product; later use adjust_stock."),
    status: z.enum(["active", "delisted"]).optional().describe("delisted = out of search, cannot be ordered."),
    brand: text(80, "Brand.").optional(),
    group_id: text(64, "Variants of one product share a group.").optional(),
    options: z.record(z.string().max(40), z.string().max(80)).optional().describe('For example {"size": "M"}.'),
    image_urls: z.array(z.url().max(500)).max(10).optional(),
  });
type Input = z.output<ReturnType<typeof input>>;

export const putProduct = staffTool({
  name: "put_product",
  title: "Create or change a product",
  description: "Create a product, or change the given fields of one: its price, its texts, or take it off sale.",
  scope: "shop:staff",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input,
  output: () => z.object({ product: productAnswer(), created: z.boolean() }),

  async handler(asked, needs: Needs) {
    const created = asked.product_id === undefined;
    const saved = await (created ? create(asked, needs) : change(asked, asked.product_id ?? "", needs));
    return saved.ok ? ok({ product: toProductAnswer(saved.value, "detailed"), created }) : saved;
  },
});

async function create(asked: Input, { saveProduct, now, newId }: Needs): Promise<Outcome<Product>> {
  const { name, description, category, price } = asked;
  if (name === undefined || description === undefined || category === undefined || price === undefined) {
    const path = Object.entries({ name, description, category, price }).find(([, value]) => value === undefined)?.[0];
    return reject("invalid_argument", `${path} is required for a new product`, { details: { path } });
  }
  const { currency = "USD" } = asked;
  const priceMinor = exactPrice(price, currency);
  if (!priceMinor.ok) return priceMinor;
  const at = now().toISOString();
  return saveProduct({
    ...toChanges(asked, at),
    productId: newId("prod"),
    name,
    description,
    category,
    priceMinor: priceMinor.value,
    currency,
    stockQuantity: asked.stock_quantity ?? 0,
    status: asked.status ?? "active",
    imageUrls: asked.image_urls ?? [],
    ratingSum: 0,
    ratingCount: 0,
    createdAt: at,
    updatedAt: at,
  });
}

async function change(asked: Input, id: string, { findProduct, changeProduct, now }: Needs): Promise<Outcome<Product>> {
  if (asked.stock_quantity !== undefined)
    return reject("invalid_argument", "Use adjust_stock to change the stock of a product", {
      details: { path: "stock_quantity" },
    });
  const product = await findProduct(id);
  if (!product) return reject("product_not_found", "Product not found");
  if (asked.currency !== undefined && asked.currency !== product.currency)
    return reject("invalid_argument", "A product keeps its currency", { details: { path: "currency" } });
  const changes = toChanges(asked, now().toISOString());
  if (asked.price === undefined) return changeProduct(id, changes);
  const priceMinor = exactPrice(asked.price, product.currency);
  return priceMinor.ok ? changeProduct(id, { ...changes, priceMinor: priceMinor.value }) : priceMinor;
}

function exactPrice(price: number, currency: string): Outcome<bigint> {
  const { amount, exact } = fromMajor(price, currency, "down");
  return exact
    ? ok(amount)
    : reject("invalid_argument", `Price has more decimals than ${currency}`, { details: { path: "price" } });
}

/** The given fields that staff may change, without those not given. */
const toChanges = (asked: Input, updatedAt: string): ProductChanges => ({
  updatedAt,
  ...(asked.name !== undefined && { name: asked.name }),
  ...(asked.description !== undefined && { description: asked.description }),
  ...(asked.category !== undefined && { category: asked.category }),
  ...(asked.status !== undefined && { status: asked.status }),
  ...(asked.brand !== undefined && { brand: asked.brand }),
  ...(asked.group_id !== undefined && { groupId: asked.group_id }),
  ...(asked.options !== undefined && { options: asked.options }),
  ...(asked.image_urls !== undefined && { imageUrls: asked.image_urls }),
});
