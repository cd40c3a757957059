export { type Change, mergeMoves, type StockMove } from "./change.ts";
export { completeArgument, type Typing } from "./content/complete.ts";
export type { Completion, ContentNeeds, Prompt, ResourceCard, ResourcePage, ResourceText } from "./content/content.ts";
export { prompts, writePrompt } from "./content/prompt.ts";
export { listResources, productTemplate, readResource } from "./content/resources.ts";
export type { Address, Customer, PaymentMethod } from "./customer/customer.ts";
export { derivedId } from "./derived-id.ts";
export { type FittedAnswer, fitAnswer } from "./fit-answer.ts";
export type { JsonSchema } from "./json-schema.ts";
export { lazily } from "./lazily.ts";
export { fromMajor, type Minor, times, toDecimal, toMajor } from "./money.ts";
export type { Actor, Order, OrderEvent, OrderLine, OrderStatus, ReturnSummary } from "./order/order.ts";
export { orderStatuses } from "./order/order.ts";
export { insufficientStock, priceChanged } from "./order/place-order.ts";
export { type Outcome, ok, reject } from "./outcome.ts";
export type { CursorSeal, Page } from "./page.ts";
export type {
  DuplicateGuard,
  OrderGuards,
  OrderPosition,
  OrderQuery,
  Ports,
  ProductChanges,
  ReviewPosition,
  ReviewProof,
  ReviewQuery,
  SavedOrder,
  StockAdjustment,
} from "./ports.ts";
export type { CatalogueHits, CataloguePosition, CatalogueQuery, CatalogueSort } from "./product/catalogue.ts";
export { meanRating, type Product } from "./product/product.ts";
export { type Rejection, type RejectionCode, refusals, rejectionBody } from "./rejection.ts";
export type { ExchangeItem, Return, ReturnItem, ReturnStatus } from "./return/return.ts";
export { returnStatuses } from "./return/return.ts";
export type { ReturnPolicy } from "./return/return-policy.ts";
export type { Review } from "./review/review.ts";
export { alreadyReviewed } from "./review/write-product-review.ts";
export type { Spending } from "./spending.ts";
export { type Agent, type Caller, type Confirmation, type Scope, shopScopes, type Tool } from "./tool.ts";
export { staffTools, tools } from "./tools.ts";
