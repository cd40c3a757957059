import type { ProductSpec } from "./product-spec.ts";

export const books: readonly ProductSpec[] = [
  {
    key: "book-tide-clerk",
    name: "The Tide Clerk's Daughter",
    description:
      "Novel by Ilse Marrowen about a harbour town that sells its lighthouse, and the girl who keeps on writing down the ships. Paperback, 384 pages.",
    brand: "Gull Lane Press",
    priceMinor: 1_499n,
    stock: 130,
    age: 365,
  },
  {
    key: "book-slow-bread",
    name: "Slow Bread, Short Days",
    description:
      "Forty loaves and flatbreads that rise while you work, by baker Tomas Ekvel, with gram weights and timetables. Hardcover, 224 pages, 90 photographs.",
    brand: "Quince & Co",
    priceMinor: 2_895n,
    stock: 42,
    age: 280,
  },
  {
    key: "book-queues",
    name: "Queues, Retries and Other Promises",
    description:
      "How distributed programs fail and how to let them fail well, by Nadia Okonjor. With 60 worked examples in TypeScript; paperback, 412 pages.",
    brand: "Lattice Books",
    priceMinor: 4_450n,
    stock: 27,
    age: 350,
  },
  {
    key: "book-pocket-birds",
    name: "A Pocket Year of Garden Birds",
    description:
      "What to see and hear week by week, drawn and told by Wren Halloway. Flexible waterproof cover, 11 x 17 cm, 160 pages.",
    brand: "Gull Lane Press",
    priceMinor: 1_295n,
    stock: 5,
    age: 340,
  },
  {
    key: "book-orbit-seven",
    name: "Seven Letters from Orbit",
    description:
      "Science fiction by Dario Venn: a repair crew of two answers post that was sent before they were born. Paperback, 298 pages.",
    brand: "Farlight",
    priceMinor: 1_399n,
    stock: 93,
    age: 85,
  },
  {
    key: "book-small-rooms",
    name: "Living Well in Small Rooms",
    description:
      "Thirty homes below 45 m² with plans, costs and what their owners would do otherwise, by Mirela Sandoz. Hardcover, 256 pages.",
    brand: "Quince & Co",
    priceMinor: 3_350n,
    stock: 16,
    age: 220,
  },
  {
    key: "book-fox-umbrella",
    name: "The Fox Who Borrowed an Umbrella",
    description:
      "Picture book for ages 3 to 6 by Pilvi Arno about giving things back, more or less in time. Large format, 24 x 30 cm, 40 pages.",
    brand: "Paper Otter",
    priceMinor: 1_650n,
    stock: 78,
    age: 410,
  },
  {
    key: "book-plain-sums",
    name: "Plain Sums: Money for Beginners",
    description:
      "Budget, debt and saving in twelve short chapters without jargon, by Jonah Tremlett. Paperback, 188 pages, with worksheets.",
    brand: "Lattice Books",
    priceMinor: 1_850n,
    stock: 51,
    age: 190,
  },
  {
    key: "book-winter-line",
    name: "Murder on the Winter Line",
    description:
      "Crime novel by Agathe Brisk: nine passengers, one snowed-in branch line and a conductor who counts ten. Paperback, 336 pages.",
    brand: "Farlight",
    priceMinor: 1_199n,
    stock: 0,
    age: 720,
  },
  {
    key: "book-thread-needle",
    name: "Thread, Needle, Done",
    description:
      "Mend, shorten and patch your clothes by hand: 50 repairs in steps of one picture each, by Oona Fairley. Spiral bound, 144 pages.",
    brand: "Paper Otter",
    priceMinor: 2_190n,
    stock: 24,
    age: 45,
  },
];
