import type { CatalogueHits, CatalogueQuery } from "@shop/core";
import { unpackProduct } from "../writer/packed-product.ts";
import { placeOf } from "./question.ts";

/** What is read of the answer to `_search`. */
interface SearchAnswer {
  readonly timed_out: boolean;
  readonly _shards: { readonly failed: number };
  readonly hits: {
    readonly total: { readonly value: number };
    readonly hits: readonly { readonly _source: { readonly product: string }; readonly sort: readonly unknown[] }[];
  };
  readonly aggregations: {
    readonly categories: { readonly buckets: readonly { readonly key: string; readonly doc_count: number }[] };
  };
}

/** The answer is of a part of the catalogue only, or not one at all. */
class IncompleteAnswer extends Error {
  override readonly name = "IncompleteAnswer";
}

export function hitsOf(body: unknown, { sort, limit }: CatalogueQuery): CatalogueHits {
  const { hits, aggregations } = whole<SearchAnswer>(body);
  const found = hits.hits.slice(0, limit).map(({ _source, sort: [place] }) => {
    const product = unpackProduct(_source.product);
    return { product, position: { key: placeOf(sort, Number(place)), productId: product.productId } };
  });
  return {
    hits: found,
    totalMatches: hits.total.value,
    more: hits.hits.length > limit,
    categories: Object.fromEntries(aggregations.categories.buckets.map(({ key, doc_count }) => [key, doc_count])),
  };
}

/** By the name of a filter, how many match without it. */
export function withoutFilterOf(body: unknown): Readonly<Record<string, number>> {
  const { aggregations } = whole<{ aggregations: Readonly<Record<string, { doc_count: number }>> }>(body);
  return Object.fromEntries(
    Object.entries(aggregations).flatMap(([name, { doc_count }]) => (doc_count > 0 ? [[name, doc_count]] : [])),
  );
}

/** Totals of some shards, or of the time there was, are no totals. */
function whole<Answer>(body: unknown): Answer {
  const { timed_out: timedOut, _shards: shards, hits } = body as Partial<SearchAnswer>;
  if (timedOut !== false || shards?.failed !== 0 || !hits)
    throw new IncompleteAnswer("The search cluster answered in part");
  return body as Answer;
}
