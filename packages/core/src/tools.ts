import { getOrderHistory } from "./order/get-order-history.ts";
import { orderProduct } from "./order/order-product.ts";
import { searchProducts } from "./product/search-products.ts";
import { initiateReturn } from "./return/initiate-return.ts";
import { writeProductReview } from "./review/write-product-review.ts";
import type { Tool } from "./tool.ts";

/** Every tool of the shop, in the order that tools/list shows them. */
export const tools: readonly Tool[] = [
  searchProducts,
  orderProduct,
  writeProductReview,
  getOrderHistory,
  initiateReturn,
];
