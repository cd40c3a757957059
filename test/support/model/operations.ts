import fc from "fast-check";

/** Which of several, newest first; most draws are among the newest, so that operations meet each other. */
const pick = fc.oneof({ weight: 4, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.nat(25) });
const units = fc.integer({ min: 1, max: 5 });
const few = fc.integer({ min: 1, max: 2 });
const key = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(5) });
const common = {
  app: fc.nat(2),
  who: fc.nat(2),
  pick,
  /** Draw among what the operation is meant for; otherwise among everything. */
  aim: fc.nat(7).map((draw) => draw > 0),
  /** Try it on what belongs to somebody else. */
  foreign: fc.nat(11).map((draw) => draw === 0),
  /** Where calls are made at once: send it twice, as an impatient client does. */
  twice: fc.nat(5).map((draw) => draw === 0),
};
const product = fc.nat(6);

const order = fc.record({
  kind: fc.constant("order" as const),
  ...common,
  product,
  quantity: units,
  key,
  price: fc.constantFrom("none", "none", "none", "right", "right", "right", "wrong"),
});
const cancel = fc.record({ kind: fc.constant("cancel" as const), ...common });
const update = fc.record({
  kind: fc.constant("update" as const),
  ...common,
  address: fc.boolean(),
  payment: fc.constantFrom("none", "none", "own", "wrong"),
  swaps: fc.array(fc.record({ line: fc.nat(3), to: product, quantity: few }), { maxLength: 2 }),
});
const review = fc.record({
  kind: fc.constant("review" as const),
  ...common,
  product,
  rating: units,
  update: fc.boolean(),
});
const sendBack = fc.record({
  kind: fc.constant("return" as const),
  ...common,
  items: fc.option(fc.array(fc.record({ line: fc.nat(3), quantity: few }), { minLength: 1, maxLength: 2 }), {
    freq: 3,
  }),
  key,
});
const exchange = fc.record({
  kind: fc.constant("exchange" as const),
  ...common,
  items: fc.array(fc.record({ line: fc.nat(3), to: product, quantity: few }), { minLength: 1, maxLength: 2 }),
  key,
});
const read = fc.record({
  kind: fc.constant("read" as const),
  ...common,
  product,
  what: fc.constantFrom("get_order", "get_order_history", "get_return", "get_product_reviews", "get_my_profile"),
});
const advance = fc.record({
  kind: fc.constant("advance" as const),
  ...common,
  to: fc.oneof(
    { weight: 6, arbitrary: fc.constant("next" as const) },
    { weight: 1, arbitrary: fc.constantFrom("processing", "shipped", "delivered", "cancelled") },
  ),
});
const resolve = fc.record({
  kind: fc.constant("resolve" as const),
  ...common,
  action: fc.oneof(
    { weight: 5, arbitrary: fc.constant("next" as const) },
    { weight: 2, arbitrary: fc.constantFrom("reject", "cancel") },
    { weight: 2, arbitrary: fc.constantFrom("approve", "reject", "cancel", "in_transit", "receive", "refund") },
  ),
  /** What arrived of each product: good and damaged units; the rest is missing. */
  split: fc.option(fc.record({ good: fc.nat(2), damaged: fc.nat(2) }), { freq: 2 }),
});
const adjust = fc.record({
  kind: fc.constant("adjust" as const),
  ...common,
  product,
  add: fc.integer({ min: -3, max: 8 }),
  key: fc.nat(15),
});
const put = fc.record({
  kind: fc.constant("put" as const),
  ...common,
  product,
  change: fc.constantFrom("price", "price", "delist", "relist", "relist", "name"),
  cents: fc.integer({ min: 100, max: 5000 }),
});
const wait = fc.record({ kind: fc.constant("wait" as const), ...common, days: fc.integer({ min: 1, max: 12 }) });

export const operation = fc.oneof(
  { weight: 14, arbitrary: order },
  { weight: 4, arbitrary: cancel },
  { weight: 7, arbitrary: update },
  { weight: 6, arbitrary: review },
  { weight: 6, arbitrary: sendBack },
  { weight: 7, arbitrary: exchange },
  { weight: 4, arbitrary: read },
  { weight: 11, arbitrary: advance },
  { weight: 12, arbitrary: resolve },
  { weight: 4, arbitrary: adjust },
  { weight: 3, arbitrary: put },
  { weight: 1, arbitrary: wait },
);
type Drawn<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;
export type Operation = Drawn<typeof operation>;
export type Kind<Name extends Operation["kind"]> = Extract<Operation, { kind: Name }>;
