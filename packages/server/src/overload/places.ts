/** How many requests may be under way and wait, in all and from one address. */
export interface Room {
  readonly places: number;
  readonly waiting: number;
  /** Percent of either that one address may take. */
  readonly sharePercent: number;
  /** After this long a place is free again, whatever became of who took it. */
  readonly holdMs: number;
  readonly waitMs: number;
  /** Milliseconds, growing. */
  readonly now: () => number;
}

/** Who wants a place: from where, and whether nobody waits for the answer any more. */
export interface Comer {
  readonly address: string;
  readonly isGone: () => boolean;
}

const sweepMs = 50;

/** Gives a place back; more than once is the same as once. */
export type Leave = () => void;

interface Held {
  readonly address: string;
  readonly until: number;
}

interface Waiter extends Comer {
  readonly answer: (leave: Leave | undefined) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Places for requests under way and a queue in front of them: first come, first served, but no address takes all. */
export class Places {
  readonly #room: Room;
  readonly #held = new Set<Held>();
  readonly #queue = new Set<Waiter>();
  readonly #holds: Tally;
  readonly #waits: Tally;
  #nextSweep = 0;

  constructor(room: Room) {
    this.#room = room;
    this.#holds = createTally(shareOf(room.places, room.sharePercent));
    this.#waits = createTally(shareOf(room.waiting, room.sharePercent));
  }

  get taken(): number {
    return this.#held.size;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  /** A place at once, or after waiting, or (`undefined`) none. */
  enter(comer: Comer): Leave | Promise<Leave | undefined> | undefined {
    const { address } = comer;
    if (!this.#isFree(address)) this.#reclaim();
    if (this.#isFree(address)) return this.#take(address);
    if (!this.#mayWait(address)) this.#dismissGone();
    return this.#mayWait(address) ? this.#wait(comer) : undefined;
  }

  #isFree(address: string): boolean {
    return this.#held.size < this.#room.places && this.#holds.hasRoom(address);
  }

  #mayWait(address: string): boolean {
    return this.#queue.size < this.#room.waiting && this.#waits.hasRoom(address);
  }

  #take(address: string): Leave {
    const place = { address, until: this.#room.now() + this.#room.holdMs };
    this.#held.add(place);
    this.#holds.add(address);
    return () => {
      this.#release(place);
      this.#callNext();
    };
  }

  #release(place: Held): void {
    if (this.#held.delete(place)) this.#holds.remove(place.address);
  }

  /** Places are taken in the order of their ends: those that are over come first. */
  #reclaim(): void {
    const now = this.#room.now();
    const before = this.#held.size;
    for (const place of this.#held) {
      if (place.until > now) break;
      this.#release(place);
    }
    if (this.#held.size < before) this.#callNext();
  }

  #wait(comer: Comer): Promise<Leave | undefined> {
    const { promise, resolve } = Promise.withResolvers<Leave | undefined>();
    const timer = setTimeout(() => this.#dismiss(waiter), this.#room.waitMs);
    const waiter: Waiter = { ...comer, answer: resolve, timer };
    this.#queue.add(waiter);
    this.#waits.add(comer.address);
    return promise;
  }

  #callNext(): void {
    for (const waiter of this.#queue) {
      if (this.#held.size >= this.#room.places) return;
      if (waiter.isGone()) this.#dismiss(waiter);
      else if (this.#isFree(waiter.address)) this.#dismiss(waiter, this.#take(waiter.address));
    }
  }

  /** Not for each who finds no room: to look through the queue costs more than to refuse. */
  #dismissGone(): void {
    const now = this.#room.now();
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + sweepMs;
    for (const waiter of this.#queue) if (waiter.isGone()) this.#dismiss(waiter);
  }

  #dismiss(waiter: Waiter, leave?: Leave): void {
    this.#queue.delete(waiter);
    this.#waits.remove(waiter.address);
    clearTimeout(waiter.timer);
    waiter.answer(leave);
  }
}

type Tally = ReturnType<typeof createTally>;

const shareOf = (all: number, percent: number): number => Math.ceil((all * percent) / 100);

/** Counts by address, no higher than `max`. Remembers nobody who has nothing. */
function createTally(max: number) {
  const counts = new Map<string, number>();
  return {
    hasRoom: (address: string): boolean => (counts.get(address) ?? 0) < max,
    add(address: string): void {
      counts.set(address, (counts.get(address) ?? 0) + 1);
    },
    remove(address: string): void {
      const left = (counts.get(address) ?? 0) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    },
  };
}
