import { type Outcome, ok, reject } from "@shop/core";
import type { Settings } from "../backend.ts";
import type { CallLimits } from "./call-limits.ts";
import { createTurnWatch } from "./loop-turn.ts";
import { networkOf } from "./network.ts";
import { type Comer, type Leave, Places } from "./places.ts";

/** What of a request is known before anything of it has been looked at. */
interface Arriving {
  readonly address: string;
  readonly path: string;
  readonly hasCredential: boolean;
  /** Whether nobody waits for the answer any more. */
  readonly isGone?: (() => boolean) | undefined;
}

/** Lets requests in, or turns them away before their bodies are read and anybody is asked who they are. */
export type Entrance = (arriving: Arriving) => Outcome<Leave> | Promise<Outcome<Leave>>;

export interface OverloadSettings {
  readonly maxConcurrent: number;
  readonly maxQueued: number;
  /** Percent of both that one address may take. */
  readonly addressShare: number;
}

/** Whoever waits longer than half of their time could not be served well any more. */
const waitShare = 0.5;
/** A burst on a server that has just started takes a few hundred milliseconds: that is no overload yet. */
const maxTurnMs = 1000;

const busy = reject("unavailable", "The shop is busy right now");
const free = ok((): void => undefined);
/** What tells whether the server lives must be told above all when it has too much to do. */
const alwaysOpen = new Set(["/health", "/ready"]);
const stay = (): boolean => false;

export function createEntrance(
  { requestDeadlineMs, overload }: Pick<Settings, "requestDeadlineMs" | "overload">,
  limits: Pick<CallLimits, "arrive">,
): Entrance {
  const now = () => performance.now();
  const isLate = createTurnWatch(maxTurnMs, { now, atTurnsEnd: setImmediate });
  const places =
    overload &&
    new Places({
      places: overload.maxConcurrent,
      waiting: overload.maxQueued,
      sharePercent: overload.addressShare,
      holdMs: requestDeadlineMs,
      waitMs: requestDeadlineMs * waitShare,
      now,
    });
  return ({ address, path, hasCredential, isGone = stay }) => {
    if (alwaysOpen.has(path)) return free;
    const allowed = limits.arrive(address, hasCredential);
    if (!allowed.ok) return allowed;
    return places ? takePlace(places, isLate(), { address: networkOf(address), isGone }) : free;
  };
}

function takePlace(places: Places, late: boolean, comer: Comer): Outcome<Leave> | Promise<Outcome<Leave>> {
  // Who is alone keeps nobody waiting, however long the turn.
  if (late && places.taken > 0) return busy;
  const entered = places.enter(comer);
  return entered instanceof Promise ? entered.then(outcomeOf) : outcomeOf(entered);
}

const outcomeOf = (leave: Leave | undefined): Outcome<Leave> => (leave ? ok(leave) : busy);
