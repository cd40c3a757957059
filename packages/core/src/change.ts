import type { Minor } from "./money.ts";
import type { Order } from "./order/order.ts";
import type { Outcome } from "./outcome.ts";
import type { Return } from "./return/return.ts";
import type { Spending } from "./spending.ts";

/** Units that go onto a product's shelf (positive) or leave it (negative). */
export interface StockMove {
  readonly productId: string;
  readonly add: number;
  /** When units leave: only while the product is sold at this price. Absent = whatever it costs. */
  readonly soldAt?: Minor | undefined;
}

/**
 * One effect on the shop, all or nothing. Orders and returns that existed carry the version they are to have; they are
 * written only over the version before it.
 */
export interface Change {
  readonly order?: Order | undefined;
  readonly newOrder?: Order | undefined;
  readonly return?: Return | undefined;
  readonly newReturn?: Return | undefined;
  readonly stock?: readonly StockMove[] | undefined;
  /** Reviews whose purchase has now been delivered, and those that are not written yet and must not appear meanwhile. */
  readonly reviews?: { readonly verified: readonly string[]; readonly absent: readonly string[] } | undefined;
  /** True when the order has other lines than before. */
  readonly relined?: boolean | undefined;
  /** What the change adds to, or gives back to, the customer's limit of the day. */
  readonly spent?: Spending | undefined;
}

const tries = 4;

/**
 * Reads, decides and writes again while another writer comes between: `attempt` starts from what stands in the tables
 * now. Any other refusal is final.
 */
export async function persist<Value>(attempt: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  for (let left = tries; ; left--) {
    const outcome = await attempt();
    if (outcome.ok || outcome.rejection.code !== "conflict_retry" || left === 1) return outcome;
  }
}

/** Moves of the same product as one: a transaction may touch an item only once. */
export function mergeMoves(moves: readonly StockMove[]): readonly StockMove[] {
  const merged = new Map<string, StockMove>();
  for (const move of moves) {
    const known = merged.get(move.productId);
    merged.set(move.productId, { ...known, ...move, add: (known?.add ?? 0) + move.add });
  }
  return [...merged.values()].filter(({ add }) => add !== 0);
}
