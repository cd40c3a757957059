import { insufficientStock, type Outcome, priceChanged, reject, type StockMove } from "@shop/core";
import type { Database } from "./database.ts";
import { toItemMinor } from "./items/minor.ts";
import { toProduct } from "./items/product-item.ts";
import type { Refusal, TransactItems } from "./transact.ts";

/** Units onto a shelf, whatever the product; or off it, while there are enough, it is on sale and at the stated price. */
export function moveStock(db: Database, { productId, add, soldAt }: StockMove, at: string): TransactItems[number] {
  const selling = soldAt !== undefined;
  const conditions = [
    "attribute_exists(product_id)",
    ...(add < 0 ? ["stock_quantity >= :taken"] : []),
    ...(selling ? ["#status = :active", "price_minor = :price"] : []),
  ];
  return {
    Update: {
      TableName: db.tables.products,
      Key: { product_id: productId },
      UpdateExpression: "SET stock_quantity = stock_quantity + :add, updated_at = :at",
      ConditionExpression: conditions.join(" AND "),
      ...(selling && { ExpressionAttributeNames: { "#status": "status" } }),
      ExpressionAttributeValues: {
        ":add": add,
        ":at": at,
        ...(add < 0 && { ":taken": -add }),
        ...(selling && { ":active": "active", ":price": toItemMinor(soldAt) }),
      },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  };
}

/** Why a move of stock was refused, told from the product as it stands. */
export function explainMove({ item }: Refusal, { add, soldAt }: StockMove): Outcome<never> {
  if (!item) return reject("product_not_found", "Product not found");
  const product = toProduct(item);
  if (soldAt !== undefined && product.status !== "active")
    return reject("product_unavailable", `${product.name} is no longer sold`);
  if (soldAt !== undefined && product.priceMinor !== soldAt) return priceChanged(product);
  if (product.stockQuantity < -add) return insufficientStock(product);
  return reject("conflict_retry", `${product.name} changed at the same moment`);
}
