import type { OrderStatus, ReturnStatus } from "@shop/core";

/** Units by the key of the product. */
export type Units = Readonly<Record<string, number>>;

export interface ReturnSpec {
  readonly status: ReturnStatus;
  /** Days from delivery to the request. */
  readonly after: number;
  readonly items: Units;
  readonly reason: string;
}

/** A demo order as we write it down: whose, placed how many days ago, how far it has come. */
export interface OrderSpec {
  readonly customer: number;
  readonly days: number;
  readonly status: OrderStatus;
  readonly lines: Units;
  readonly cancelledBy?: "customer" | "staff";
  readonly returned?: ReturnSpec;
}

const delivered = (customer: number, days: number, lines: Units, returned?: ReturnSpec): OrderSpec => ({
  customer,
  days,
  status: "delivered",
  lines,
  ...(returned && { returned }),
});

const open = (status: "placed" | "processing" | "shipped") => (customer: number, days: number, lines: Units) => ({
  customer,
  days,
  status,
  lines,
});
const placed = open("placed");
const processing = open("processing");
const shipped = open("shipped");

const cancelled = (customer: number, days: number, lines: Units, cancelledBy: "customer" | "staff"): OrderSpec => ({
  customer,
  days,
  status: "cancelled",
  lines,
  cancelledBy,
});

export const orderSpecs: readonly OrderSpec[] = [
  delivered(1, 6, { "laptop-14": 1, "sleeve-14": 1 }),
  delivered(1, 9, { "headphones-black": 1 }),
  delivered(1, 13, { "dutch-oven": 1 }),
  delivered(
    1,
    18,
    { "tee-navy-m": 2, socks: 1 },
    { status: "requested", after: 12, items: { "tee-navy-m": 1 }, reason: "One of the two is a little too tight." },
  ),
  delivered(1, 24, { "book-tide-clerk": 1, "book-slow-bread": 1 }),
  delivered(1, 140, { kettle: 1 }),
  shipped(1, 3, { mouse: 1 }),
  placed(1, 0.4, { "french-press": 1 }),

  delivered(2, 8, { "phone-128": 1, "power-bank": 1 }),
  delivered(2, 21, { "shoes-42": 1 }),
  delivered(2, 200, { "laptop-14": 1, "monitor-27": 2, dock: 1 }),
  processing(2, 1.5, { "ssd-1tb": 1 }),
  cancelled(2, 58, { "headphones-sand": 1 }, "customer"),

  delivered(3, 10, { "duvet-cover": 1, "towel-white": 2 }),
  delivered(3, 95, { "chef-knife": 1 }),
  delivered(3, 330, { "book-queues": 1, "book-pocket-birds": 1 }),
  shipped(3, 2.5, { "rain-jacket": 1 }),
  placed(3, 0.9, { watch: 1 }),

  delivered(4, 12, { tablet: 1 }),
  delivered(
    4,
    16,
    { "towel-sage": 4 },
    { status: "approved", after: 6, items: { "towel-sage": 2 }, reason: "I ordered two more than I needed." },
  ),
  delivered(4, 75, { "floor-lamp": 1 }),
  delivered(4, 260, { sweater: 1 }),
  processing(4, 1.8, { earbuds: 1 }),

  delivered(5, 7, { "shoes-39": 1 }),
  delivered(
    5,
    20,
    { speaker: 2 },
    { status: "in_transit", after: 8, items: { speaker: 1 }, reason: "The second one does not pair." },
  ),
  delivered(5, 120, { "phone-256": 1 }),
  cancelled(5, 45, { keyboard: 1 }, "customer"),
  placed(5, 0.2, { "book-orbit-seven": 2 }),

  delivered(6, 11, { keyboard: 1, mouse: 1 }),
  delivered(
    6,
    25,
    { sweater: 1 },
    { status: "received", after: 5, items: { sweater: 1 }, reason: "The sleeves are too long for me." },
  ),
  delivered(6, 180, { "laptop-14": 1 }),
  delivered(6, 400, { baskets: 3 }),
  shipped(6, 3.5, { "wall-clock": 1 }),

  delivered(7, 9, { earbuds: 1 }),
  delivered(
    7,
    65,
    { watch: 1 },
    { status: "refunded", after: 9, items: { watch: 1 }, reason: "The heart rate sensor stopped working." },
  ),
  delivered(7, 150, { "dutch-oven": 1, "chef-knife": 1 }),
  shipped(7, 4, { "book-small-rooms": 1, "book-thread-needle": 1 }),
  cancelled(7, 30, { "phone-512": 1 }, "staff"),

  delivered(8, 13, { "book-small-rooms": 1, "book-fox-umbrella": 2, "book-plain-sums": 1 }),
  delivered(
    8,
    28,
    { "headphones-sand": 1 },
    { status: "rejected", after: 15, items: { "headphones-sand": 1 }, reason: "I changed my mind about the colour." },
  ),
  delivered(8, 210, { tablet: 1, stand: 1 }),
  processing(8, 1.2, { kettle: 1 }),

  delivered(9, 8, { "rain-jacket": 1, socks: 2 }),
  delivered(
    9,
    22,
    { "floor-lamp": 1 },
    {
      status: "cancelled",
      after: 4,
      items: { "floor-lamp": 1 },
      reason: "The shade looked darker than in the picture.",
    },
  ),
  delivered(9, 300, { speaker: 1 }),
  placed(9, 0.7, { "monitor-27": 1 }),

  delivered(10, 6, { baskets: 2, "wall-clock": 1 }),
  delivered(10, 17, { "ssd-2tb": 1 }),
  delivered(10, 110, { "laptop-16": 1 }),
  shipped(10, 3, { "tee-white-m": 1, "tee-navy-l": 1 }),
];
