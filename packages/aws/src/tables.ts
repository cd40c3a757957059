/** The one source of truth for keys and indexes: the stacks and the local engine both build their tables from it. */
export interface TableDefinition {
  /** Every attribute that is part of a key, with its type. DynamoDB refuses attributes that no key uses. */
  readonly attributes: Readonly<Record<string, "S" | "N">>;
  readonly key: IndexKey;
  readonly indexes: Readonly<Record<string, IndexKey & { readonly projection: "all" | "keys-only" }>>;
  /** Attribute holding the second (Unix time) after which an item may be deleted. */
  readonly ttl?: string;
}

interface IndexKey {
  readonly hash: string;
  readonly range?: string;
}

export const tableDefinitions = {
  products: {
    attributes: { product_id: "S", feed: "S", updated_at: "S" },
    key: { hash: "product_id" },
    // The change feed of the search replicas. Keys only, so that a sale does not copy the whole product again.
    indexes: { "feed-updated_at-index": { hash: "feed", range: "updated_at", projection: "keys-only" } },
  },
  customers: {
    attributes: { customer_id: "S", email: "S", cognito_sub: "S" },
    key: { hash: "customer_id" },
    indexes: {
      "email-index": { hash: "email", projection: "all" },
      "cognito_sub-index": { hash: "cognito_sub", projection: "all" },
    },
  },
  orders: {
    attributes: { order_id: "S", customer_id: "S", created_at: "S", product_id: "S" },
    key: { hash: "order_id" },
    indexes: {
      "customer_id-created_at-index": { hash: "customer_id", range: "created_at", projection: "all" },
      "customer_id-product_id-index": { hash: "customer_id", range: "product_id", projection: "keys-only" },
    },
  },
  reviews: {
    attributes: { review_id: "S", product_id: "S", customer_id: "S", created_at: "S", rating: "N" },
    key: { hash: "review_id" },
    indexes: {
      "product_id-created_at-index": { hash: "product_id", range: "created_at", projection: "all" },
      "product_id-rating-index": { hash: "product_id", range: "rating", projection: "all" },
      "customer_id-created_at-index": { hash: "customer_id", range: "created_at", projection: "all" },
    },
  },
  returns: {
    attributes: { return_id: "S", order_id: "S", customer_id: "S", created_at: "S" },
    key: { hash: "return_id" },
    indexes: {
      "order_id-index": { hash: "order_id", projection: "all" },
      "customer_id-created_at-index": { hash: "customer_id", range: "created_at", projection: "all" },
    },
  },
  auth: { attributes: { pk: "S" }, key: { hash: "pk" }, indexes: {}, ttl: "expires_at" },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tableDefinitions;

/** What each table is called in this stage. */
export type Tables = Readonly<Record<TableName, string>>;
