import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Leave, Places } from "./places.ts";

const still = () => false;
const open = (more: Partial<ConstructorParameters<typeof Places>[0]> = {}) =>
  new Places({ places: 2, waiting: 1, sharePercent: 100, holdMs: 8000, waitMs: 4000, now: Date.now, ...more });
const from = (address: string, isGone = still) => ({ address, isGone });

/** Enters where there is room at once. */
function walkIn(places: Places, address = "a"): Leave {
  const leave = places.enter(from(address));
  if (typeof leave !== "function") throw new Error("There was no place at once");
  return leave;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("places", () => {
  it("are as many as told, with as many waiting, and nobody else is let in", async () => {
    const places = open();
    const first = walkIn(places);
    walkIn(places);
    const third = places.enter(from("a"));
    expect(third).toBeInstanceOf(Promise);
    expect(places.enter(from("a"))).toBeUndefined();
    expect([places.taken, places.waiting]).toEqual([2, 1]);
    first();
    expect(await third).toBeTypeOf("function");
    expect([places.taken, places.waiting]).toEqual([2, 0]);
  });

  it("go to those who wait in the order in which they came", async () => {
    const places = open({ places: 1, waiting: 3 });
    let leave = walkIn(places);
    const served: number[] = [];
    const all = [1, 2, 3].map(async (number) => {
      const left = await places.enter(from(`${number}`));
      served.push(number);
      leave = left as Leave;
    });
    for (const _ of all) {
      leave();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(served).toEqual([1, 2, 3]);
  });

  it("are given back once, however often somebody leaves", () => {
    const places = open();
    const leave = walkIn(places);
    walkIn(places);
    leave();
    leave();
    expect(places.taken).toBe(1);
  });

  it("are not all for one address, nor is the queue", () => {
    const places = open({ places: 4, waiting: 4, sharePercent: 75 });
    for (const _ of [1, 2, 3]) walkIn(places, "storm");
    for (const _ of [1, 2, 3]) expect(places.enter(from("storm"))).toBeInstanceOf(Promise);
    expect(places.enter(from("storm"))).toBeUndefined();
    expect(places.taken).toBe(3);
    walkIn(places, "other");
    expect(places.enter(from("other"))).toBeInstanceOf(Promise);
  });

  it("pass those by whose address has its share already", async () => {
    const places = open({ places: 2, waiting: 4, sharePercent: 50 });
    walkIn(places, "storm");
    const leaveOther = walkIn(places, "other");
    const [storm, other] = [places.enter(from("storm")), places.enter(from("other"))];
    leaveOther();
    expect(await other).toBeTypeOf("function");
    expect([places.taken, places.waiting]).toEqual([2, 1]);
    expect(storm).toBeInstanceOf(Promise);
  });

  it("are not given to whoever has waited too long", async () => {
    const places = open();
    const leave = walkIn(places);
    walkIn(places);
    const waiting = places.enter(from("a"));
    await vi.advanceTimersByTimeAsync(4000);
    expect(await waiting).toBeUndefined();
    leave();
    expect([places.taken, places.waiting]).toEqual([1, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are not given to whoever has gone, whose room in the queue is another's", async () => {
    const places = open();
    walkIn(places);
    const leave = walkIn(places);
    let gone = false;
    const first = places.enter(from("a", () => gone));
    expect(places.enter(from("b"))).toBeUndefined();
    gone = true;
    await vi.advanceTimersByTimeAsync(100);
    const second = places.enter(from("b"));
    expect(await first).toBeUndefined();
    leave();
    expect(await second).toBeTypeOf("function");
  });

  it("are not given to whoever has gone when it would be their turn", async () => {
    const places = open({ places: 1, waiting: 2 });
    const leave = walkIn(places);
    const gone = places.enter(from("a", () => true));
    const next = places.enter(from("b"));
    leave();
    expect(await gone).toBeUndefined();
    expect(await next).toBeTypeOf("function");
  });

  it("are free again after their time, whatever became of those who took them", async () => {
    const places = open();
    const [first] = [walkIn(places), walkIn(places)];
    await vi.advanceTimersByTimeAsync(8000);
    walkIn(places);
    expect(places.taken).toBe(1);
    first();
    expect(places.taken).toBe(1);
  });
});

const step = fc.record({
  what: fc.constantFrom("enter", "enter", "enter", "leave", "leave", "hang up", "wait"),
  which: fc.nat(20),
  address: fc.constantFrom("a", "b", "c"),
  ms: fc.nat(300),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Everybody who came: what they were told, and whether they have left or hung up. */
interface Guest {
  gone: boolean;
  leave: Leave | undefined;
  told: boolean;
}

function take(places: Places, guests: Guest[], { what, which, address }: Step): void {
  const guest = guests[which % Math.max(1, guests.length)];
  if (what === "leave") guest?.leave?.();
  else if (what === "hang up" && guest) guest.gone = true;
  else if (what === "enter") {
    const comer: Guest = { gone: false, leave: undefined, told: false };
    guests.push(comer);
    void Promise.resolve(places.enter(from(address, () => comer.gone))).then((leave) => {
      comer.leave = leave;
      comer.told = true;
    });
  }
}

/** How many of an address are let in or may wait, who then all go. */
function roomFor(places: Places, address: string): number {
  let gone = false;
  const entered = Array.from({ length: 20 }, () => places.enter(from(address, () => gone))).filter(Boolean);
  gone = true;
  for (const leave of entered) if (typeof leave === "function") leave();
  return entered.length;
}

/** Those who wait leave as well, once they have been let in. */
async function leaveAll(guests: readonly Guest[]): Promise<void> {
  for (const _ of [undefined, ...guests]) {
    for (const { leave } of guests) leave?.();
    await vi.advanceTimersByTimeAsync(0);
  }
}

it("no place is lost or given twice, in whatever order people come, leave, hang up and give up", async () => {
  const steps = fc.array(step, { maxLength: 80 });
  const rooms = fc.record({
    places: fc.integer({ min: 1, max: 4 }),
    waiting: fc.nat(4),
    sharePercent: fc.constantFrom(50, 75, 100),
  });
  await fc.assert(
    fc.asyncProperty(rooms, steps, async (room, taken) => {
      const places = open({ ...room, holdMs: 1_000_000, waitMs: 500 });
      const guests: Guest[] = [];
      for (const one of taken) {
        take(places, guests, one);
        await vi.advanceTimersByTimeAsync(one.what === "wait" ? one.ms : 0);
        expect(places.taken).toBeLessThanOrEqual(room.places);
        expect(places.waiting).toBeLessThanOrEqual(room.waiting);
      }
      await leaveAll(guests);
      expect([places.taken, places.waiting, vi.getTimerCount()]).toEqual([0, 0, 0]);
      expect(guests.every(({ told }) => told)).toBe(true);
      const share = (all: number) => Math.ceil((all * room.sharePercent) / 100);
      const rooms = ["a", "b", "c"].map((address) => roomFor(places, address));
      expect(rooms).toEqual(Array(3).fill(share(room.places) + share(room.waiting)));
    }),
    { numRuns: 200 },
  );
});
