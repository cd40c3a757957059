import type { Ports } from "@shop/core";
import type { Database } from "./database.ts";
import { toProduct } from "./items/product-item.ts";

export const productStore = (db: Database): Pick<Ports, "findProduct"> => ({
  async findProduct(productId) {
    const { Item } = await db.get({
      TableName: db.tables.products,
      Key: { product_id: productId },
      ConsistentRead: true,
    });
    return Item && toProduct(Item);
  },
});
