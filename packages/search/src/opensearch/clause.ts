type ByField<Value> = Record<string, Value>;

/** The part of the cluster's query language that is used here. Source: docs.opensearch.org, Query DSL. */
export type Clause =
  | { term: ByField<string | boolean | { value: string }> }
  | { terms: ByField<string[]> }
  | { range: ByField<{ gte: number } | { lte: number }> }
  | { fuzzy: ByField<{ value: string; fuzziness: string; prefix_length: number }> }
  | { match_phrase: ByField<{ query: string }> }
  | { match_none: Record<string, never> }
  | { constant_score: { filter: Clause; boost: number } }
  | { dis_max: { queries: Clause[] } }
  | { bool: Bool };

export interface Bool {
  filter?: Clause[];
  must?: Clause[];
  should?: Clause[];
  minimum_should_match?: number;
}
