import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  type Outcome,
  ok,
  type Ports,
  type Product,
  type ProductChanges,
  reject,
  type StockAdjustment,
} from "@shop/core";
import type { Database } from "./database.ts";
import { toItemMinor } from "./items/minor.ts";
import { toProduct, toProductItem } from "./items/product-item.ts";
import { explainMove, moveStock } from "./stock.ts";
import { transact } from "./transact.ts";

type Store = Pick<Ports, "findProduct" | "saveProduct" | "changeProduct" | "adjustStock">;

export const productStore = (db: Database): Store => ({
  findProduct: (productId) => findProduct(db, productId),

  async saveProduct(product) {
    const saved = await onCondition(() =>
      db.put({
        TableName: db.tables.products,
        Item: toProductItem(product),
        ConditionExpression: "attribute_not_exists(product_id)",
      }),
    );
    return saved ? ok(product) : reject("conflict_retry", "The product id is taken");
  },

  async changeProduct(productId, changes) {
    const fields = Object.entries(toFields(changes)).filter(([, value]) => value !== undefined);
    const saved = await onCondition(() =>
      db.update({
        TableName: db.tables.products,
        Key: { product_id: productId },
        UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(", ")}`,
        ConditionExpression: "attribute_exists(product_id)",
        ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
        ReturnValues: "ALL_NEW",
      }),
    );
    return saved ? ok(toProduct(saved.Attributes)) : reject("product_not_found", "Product not found");
  },

  adjustStock: (adjustment) => adjustStock(db, adjustment),
});

async function findProduct(db: Database, productId: string): Promise<Product | undefined> {
  const { Item } = await db.get({
    TableName: db.tables.products,
    Key: { product_id: productId },
    ConsistentRead: true,
  });
  return Item && toProduct(Item);
}

const toFields = (changes: ProductChanges) => ({
  name: changes.name,
  description: changes.description,
  category: changes.category,
  brand: changes.brand,
  group_id: changes.groupId,
  options: changes.options,
  price_minor: changes.priceMinor === undefined ? undefined : toItemMinor(changes.priceMinor),
  status: changes.status,
  image_urls: changes.imageUrls,
  updated_at: changes.updatedAt,
});

/** A day is longer than anybody retries. */
const rememberedSeconds = 86_400;

/** The units and the note that this adjustment has been made, in one transaction: a retry finds the note. */
async function adjustStock(
  db: Database,
  { productId, add, adjustmentId, at }: StockAdjustment,
): Promise<Outcome<Product>> {
  const move = { productId, add };
  const result = await transact(db, [
    {
      Put: {
        TableName: db.tables.auth,
        Item: {
          pk: `adjusted#${adjustmentId}`,
          units: add,
          expires_at: Math.ceil(Date.parse(at) / 1000) + rememberedSeconds,
        },
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    },
    moveStock(db, move, at),
  ]);
  if (!result.done && result.contended) return reject("conflict_retry", "Too many changes of this product");
  const [made, refused] = result.done ? [] : result.refusals;
  if (made && made.item?.["units"] !== add)
    return reject("idempotency_conflict", "This idempotency_key was used for another adjustment");
  if (!made && refused) return explainMove(refused, move);
  const product = await findProduct(db, productId);
  return product ? ok(product) : reject("product_not_found", "Product not found");
}

async function onCondition<Output>(write: () => Promise<Output>): Promise<Output | undefined> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
