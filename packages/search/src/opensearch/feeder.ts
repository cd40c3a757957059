import type { Product } from "@shop/core";
import { overlapMs, type ProductFeed } from "../replica.ts";
import { ClusterError, type ClusterPorts, demand, errorTypeOf } from "./cluster.ts";
import { bulkLines } from "./documents.ts";
import { type FeederState, readState, type SeenState, saveState } from "./feeder-state.ts";
import { indexDefinition, indexNameOf } from "./index-definition.ts";

/** One server feeds for all. When it stops, another one begins after this time. */
const leaseMs = 30_000;
/** `_bulk` bodies of some megabytes are what clusters like. Source: docs.opensearch.org, Bulk API. */
const batch = 500;
const conflict = 409;

export interface FeederParts {
  readonly ports: ClusterPorts;
  readonly feed: ProductFeed;
  readonly source: string;
  /** A name for this server, different from the others'. */
  readonly holder: string;
  readonly now: () => number;
}

/**
 * Keeps the index of a cluster in step with the table, for all servers of a stage: whoever holds the lease writes, the
 * others read how far it has got. Two that write at once do no harm, for the newest version of a product stays.
 */
export class Feeder {
  readonly index: string;
  readonly #parts: FeederParts;
  #seen: SeenState = { state: undefined, version: undefined };

  constructor(parts: FeederParts) {
    this.#parts = parts;
    this.index = indexNameOf(parts.source);
  }

  /** Until when the index knows the table, in milliseconds since 1970; `undefined` before the first load is done. */
  get heardAt(): number | undefined {
    const { state } = this.#seen;
    return state?.complete && state.checkpoint !== undefined ? Date.parse(state.checkpoint) : undefined;
  }

  /** One turn: feeds the index, or sees how far another server has fed it. */
  async turn(): Promise<void> {
    const { ports, holder, now } = this.#parts;
    this.#seen = await readState(ports, this.index);
    const { state } = this.#seen;
    if (state && state.holder !== holder && state.until > now()) return;
    if (await this.#save({})) await (state?.complete ? this.#follow(state) : this.#load());
  }

  async #load(): Promise<void> {
    const { feed, now } = this.#parts;
    const startedAt = now();
    await this.#createIndex();
    let work = Promise.resolve();
    await feed.readAll((products) => {
      work = work.then(() => this.#write(products));
      // Whoever does not wait for the page hears of it at the end.
      work.catch(() => undefined);
      return work;
    });
    await work;
    await this.#save({ checkpoint: new Date(startedAt).toISOString(), complete: true });
  }

  async #follow({ checkpoint = "" }: FeederState): Promise<void> {
    const { feed, now } = this.#parts;
    const startedAt = now();
    const since = new Date(Date.parse(checkpoint) - overlapMs).toISOString();
    await this.#write(await feed.readChanges(since));
    await this.#save({ checkpoint: new Date(startedAt).toISOString() });
  }

  async #write(products: readonly Product[]): Promise<void> {
    for (let start = 0; start < products.length; start += batch) {
      await this.#bulk(products.slice(start, start + batch));
      if ((this.#seen.state?.until ?? 0) - this.#parts.now() < leaseMs / 2) await this.#save({});
    }
  }

  /** A document of an older version than the known one is refused, which is as it should be. */
  async #bulk(products: readonly Product[]): Promise<void> {
    const request = { method: "POST", path: `/${this.index}/_bulk`, body: bulkLines(products) } as const;
    const answer = await demand(this.#parts.ports, request);
    const { items } = answer.body as { items: readonly { index: { status: number; error?: unknown } }[] };
    const refused = items.find(({ index: { status } }) => status >= 300 && status !== conflict);
    if (refused) throw new ClusterError(request, { status: refused.index.status, body: refused.index });
  }

  async #createIndex(): Promise<void> {
    const { ports } = this.#parts;
    const request = { method: "PUT", path: `/${this.index}`, body: indexDefinition } as const;
    const answer = await demand(ports, request, [400]);
    if (answer.status === 400 && errorTypeOf(answer.body) !== "resource_already_exists_exception")
      throw new ClusterError(request, answer);
  }

  /** Keeps the lease, and tells the others what has been done. False when somebody else has taken it. */
  async #save(done: Pick<Partial<FeederState>, "checkpoint" | "complete">): Promise<boolean> {
    const { ports, holder, now } = this.#parts;
    const { state } = this.#seen;
    const next = { checkpoint: state?.checkpoint, complete: state?.complete ?? false, ...done };
    const saved = await saveState(ports, this.index, this.#seen, { ...next, holder, until: now() + leaseMs });
    if (saved) this.#seen = saved;
    return saved !== undefined;
  }
}
