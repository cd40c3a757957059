import { getMyProfile } from "./customer/get-my-profile.ts";
import { cancelOrder } from "./order/cancel-order.ts";
import { getOrder } from "./order/get-order.ts";
import { getOrderHistory } from "./order/get-order-history.ts";
import { orderProduct } from "./order/order-product.ts";
import { updateOrder } from "./order/update-order.ts";
import { getProduct } from "./product/get-product.ts";
import { searchProducts } from "./product/search-products.ts";
import { getReturn } from "./return/get-return.ts";
import { initiateReturn } from "./return/initiate-return.ts";
import { requestExchange } from "./return/request-exchange.ts";
import { getProductReviews } from "./review/get-product-reviews.ts";
import { writeProductReview } from "./review/write-product-review.ts";
import { adjustStock } from "./staff/adjust-stock.ts";
import { advanceOrder } from "./staff/advance-order.ts";
import { putProduct } from "./staff/put-product.ts";
import { resolveReturn } from "./staff/resolve-return.ts";
import type { Tool } from "./tool.ts";

/** Every tool for shoppers, in the order that tools/list shows them. */
export const tools: readonly Tool[] = [
  searchProducts,
  getProduct,
  getProductReviews,
  orderProduct,
  getOrderHistory,
  getOrder,
  updateOrder,
  cancelOrder,
  initiateReturn,
  requestExchange,
  getReturn,
  writeProductReview,
  getMyProfile,
];

/** The tools of the staff: on an endpoint of their own, and in no shopper's list. */
export const staffTools: readonly Tool[] = [advanceOrder, resolveReturn, adjustStock, putProduct];
