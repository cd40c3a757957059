import type { Product } from "@shop/core";
import type { ClusterAnswer, ClusterPorts, ClusterRequest } from "./cluster.ts";

export const kettle: Product = {
  productId: "prod-1",
  name: "Steel Kettle",
  description: "Boils 1.7 litres",
  category: "Home",
  brand: "Acme",
  groupId: "g-1",
  options: { colour: "red" },
  priceMinor: 2599n,
  currency: "USD",
  stockQuantity: 3,
  status: "active",
  imageUrls: [],
  ratingSum: 9,
  ratingCount: 2,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-02T00:00:00.000Z",
};

// biome-ignore lint/suspicious/noExplicitAny: what tests read of it has every shape.
type Json = any;

interface Document {
  version: number;
  readonly source: Record<string, Json>;
}

/** What was asked of the cluster: method and path, and the lines of the body. */
interface Asked {
  readonly what: string;
  readonly lines: readonly Json[];
}

/**
 * The few requests of OpenSearch's API that the shop makes, as its documentation describes them: indexes that
 * are created once, documents with external versions, one writer for each version of a state. It does not search: what a
 * search answers is the test's to say. Anything else is a bad request.
 */
export class StandInCluster implements ClusterPorts {
  readonly asked: Asked[] = [];
  readonly documents = new Map<string, Document>();
  readonly states = new Map<string, { seqNo: number; source: Json }>();
  readonly indexes = new Map<string, Json>();
  /** Answers of the next searches, in their order; then nothing is found. */
  readonly found: object[] = [];
  /** Products that do not fit the mapping. */
  readonly broken = new Set<string>();
  /** Statuses that the next requests are refused with. */
  readonly refusals: number[] = [];

  /** Bodies of the searches so far. */
  get searches(): readonly Json[] {
    return this.asked.filter(({ what }) => what.endsWith("/_search")).map(({ lines }) => lines[0]);
  }

  async askCluster({ method, path, body }: ClusterRequest): Promise<ClusterAnswer> {
    const what = `${method} ${path}`;
    // What is sent is text, whatever it was here.
    const lines: readonly Json[] = JSON.parse(JSON.stringify(Array.isArray(body) ? body : body ? [body] : []));
    this.asked.push({ what, lines });
    const refusal = this.refusals.shift();
    if (refusal) return error(refusal, "refused_exception");
    return this.#route(what, lines);
  }

  #route(what: string, lines: readonly Json[]): ClusterAnswer {
    const [, index = ""] = /^(?:PUT|POST|GET) \/([a-z0-9._-]+)/.exec(what) ?? [];
    if (what.includes("/shop-search-state/")) return this.#state(what, lines[0]);
    if (what === `PUT /${index}`) return this.#create(index, lines[0]);
    if (!this.indexes.has(index)) return error(404, "index_not_found_exception");
    if (what === `POST /${index}/_bulk`) return this.#bulk(lines);
    if (what === `POST /${index}/_search`) return { status: 200, body: this.found.shift() ?? foundOf([]) };
    return error(400, "illegal_argument_exception");
  }

  #create(index: string, definition: unknown): ClusterAnswer {
    if (this.indexes.has(index)) return error(400, "resource_already_exists_exception");
    this.indexes.set(index, definition);
    return { status: 200, body: { acknowledged: true } };
  }

  #state(what: string, source: unknown): ClusterAnswer {
    const [, verb, id = "", query = ""] = /\/(_doc|_create)\/([^?]+)(.*)$/.exec(what) ?? [];
    const known = this.states.get(id);
    if (what.startsWith("GET ")) {
      if (!known) return { status: 404, body: { found: false } };
      return { status: 200, body: { _seq_no: known.seqNo, _primary_term: 1, _source: known.source } };
    }
    const mayWrite = verb === "_create" ? !known : query === `?if_seq_no=${known?.seqNo}&if_primary_term=1`;
    if (!mayWrite) return error(409, "version_conflict_engine_exception");
    const seqNo = (known?.seqNo ?? -1) + 1;
    this.states.set(id, { seqNo, source });
    return { status: known ? 200 : 201, body: { _seq_no: seqNo, _primary_term: 1 } };
  }

  #bulk(lines: readonly Json[]): ClusterAnswer {
    const items = Array.from({ length: lines.length / 2 }, (_, index) => {
      const { _id: id, version, version_type: type } = lines[2 * index].index;
      if (type !== "external_gte") return { index: { status: 400, error: { type: "illegal_argument_exception" } } };
      if (this.broken.has(id)) return { index: { status: 400, error: { type: "mapper_parsing_exception" } } };
      if ((this.documents.get(id)?.version ?? 0) > version)
        return { index: { status: 409, error: { type: "version_conflict_engine_exception" } } };
      this.documents.set(id, { version, source: lines[2 * index + 1] });
      return { index: { status: 201 } };
    });
    return { status: 200, body: { errors: items.some(({ index }) => index.status >= 300), items } };
  }
}

const error = (status: number, type: string): ClusterAnswer => ({ status, body: { error: { type }, status } });

/** What `_search` answers: documents with their sort values, the total, and the categories. */
export const foundOf = (
  hits: readonly { product: string; sort: readonly unknown[] }[],
  { total = hits.length, categories = {} as Record<string, number>, timedOut = false, failed = 0 } = {},
) => ({
  took: 1,
  timed_out: timedOut,
  _shards: { total: 1, successful: 1 - failed, skipped: 0, failed },
  hits: {
    total: { value: total, relation: "eq" },
    hits: hits.map(({ product, sort }) => ({ _source: { product }, sort })),
  },
  aggregations: {
    categories: { buckets: Object.entries(categories).map(([key, doc_count]) => ({ key, doc_count })) },
  },
});
