/** Raised by whoever changes the mapping or the documents: a cluster then gets an index of its own for them. */
const version = 2;

/** One index for each table and version. Names of indexes are in small letters. */
export const indexNameOf = (source: string): string =>
  `shop-${source.toLowerCase().replace(/[^a-z0-9._-]/g, "-")}-v${version}`;

/** Where the feeder of an index keeps what it knows. */
export const stateIndex = "shop-search-state";

// The terms of a text are made here, by the rules of the other engine, and only cut at blanks over there.
const terms = { type: "text", analyzer: "whitespace", norms: false } as const;
const keyword = { type: "keyword" } as const;

/** Body of `PUT /{index}`. Source: docs.opensearch.org, Create index; Mappings. */
export const indexDefinition = {
  settings: { index: { number_of_shards: 1, number_of_replicas: 1, refresh_interval: "1s" } },
  mappings: {
    dynamic: "strict" as const,
    // Everything else can be made from it again.
    _source: { includes: ["product"] },
    properties: {
      name: terms,
      brand: terms,
      category: terms,
      options: terms,
      description: terms,
      exact_name: keyword,
      head: keyword,
      product_id: keyword,
      category_name: keyword,
      category_key: keyword,
      group_id: keyword,
      status: keyword,
      in_stock: { type: "boolean" } as const,
      price: { type: "double" } as const,
      rating: { type: "double" } as const,
      created_at: { type: "long" } as const,
      product: { type: "keyword", index: false, doc_values: false } as const,
    },
  },
};
