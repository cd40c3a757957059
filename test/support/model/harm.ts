import { canceled, type Fault, type FaultyDatabase } from "../faults.ts";

/** A generator of numbers in [0, 1) that a seed repeats: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pass: Fault = { kind: "pass" };
const lose: Fault = { kind: "lose" };
/** What a single write meets on AWS while a transaction holds its item. */
const taken: Fault = { kind: "refuse", type: "TransactionConflictException" };

/** Does harm as AWS might: transactions that lose to others, answers lost on the way back, some for good. */
export function harm(database: FaultyDatabase, seed: number): void {
  const random = randomFrom(seed);
  const doomed = new Set<string>();
  database.meddle = (operation, _attempt, body) => {
    const draw = random();
    if (operation === "TransactWriteItems") return onTransaction(body, draw, doomed);
    if (operation === "UpdateItem" || operation === "PutItem") return onWrite(draw);
    return draw < 0.02 ? lose : pass;
  };
}

function onWrite(draw: number): Fault {
  if (draw < 0.1) return taken;
  return draw < 0.2 ? lose : pass;
}

function onTransaction(body: string, draw: number, doomed: Set<string>): Fault {
  const { ClientRequestToken: token, TransactItems: items } = JSON.parse(body);
  // Every answer to this one is lost, however often it is asked again.
  if (draw < 0.02) doomed.add(token);
  if (doomed.has(token)) return lose;
  if (draw < 0.12) return lose;
  if (draw > 0.22) return pass;
  const lost = Math.floor(draw * 1000) % items.length;
  return canceled(...items.map((_: unknown, index: number) => (index === lost ? "TransactionConflict" : "None")));
}
