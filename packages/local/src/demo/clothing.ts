import type { ProductSpec } from "./product-spec.ts";

const tee = {
  name: "Harrowby Heavy Cotton T-Shirt",
  description:
    "T-shirt of 220 g/m² combed organic cotton with a ribbed collar that keeps its shape. Straight cut, washed before sewing, so it does not shrink at 40 °C.",
  brand: "Harrowby",
  priceMinor: 2_499n,
  group: "group-heavy-tee",
  age: 560,
};

const shoes = {
  name: "Trailkin Swift Running Shoes",
  description:
    "Neutral running shoes of 248 g (EU 42) with an 8 mm drop, a knitted upper and a rubber sole that grips on wet asphalt. Made for 5 to 20 km.",
  brand: "Trailkin",
  priceMinor: 10_990n,
  before: { priceMinor: 12_990n, daysAgo: 100 },
  group: "group-swift-shoes",
  age: 230,
};

export const clothing: readonly ProductSpec[] = [
  { ...tee, key: "tee-navy-s", stock: 54, options: { size: "S", color: "Navy" } },
  { ...tee, key: "tee-navy-m", stock: 81, options: { size: "M", color: "Navy" } },
  { ...tee, key: "tee-navy-l", stock: 2, options: { size: "L", color: "Navy" } },
  { ...tee, key: "tee-white-m", stock: 67, options: { size: "M", color: "White" } },
  { ...shoes, key: "shoes-39", stock: 12, options: { size: "EU 39", color: "Coral" } },
  { ...shoes, key: "shoes-42", stock: 20, options: { size: "EU 42", color: "Coral" } },
  { ...shoes, key: "shoes-44", stock: 0, options: { size: "EU 44", color: "Coral" } },
  {
    key: "rain-jacket",
    name: "Skerrick Packable Rain Jacket",
    description:
      "Three-layer jacket with taped seams and a 15,000 mm water column that packs into its own pocket. 310 g, hood with a wired brim, size M.",
    brand: "Skerrick",
    priceMinor: 13_900n,
    stock: 26,
    age: 175,
    options: { size: "M", color: "Moss" },
  },
  {
    key: "sweater",
    name: "Fjellborn Merino Crew Sweater",
    description:
      "Crew-neck sweater knitted from 100 % merino of 18.5 micron, warm at 290 g and fine enough to wear under a jacket. Hand wash or wool programme, size L.",
    brand: "Fjellborn",
    priceMinor: 9_450n,
    stock: 38,
    age: 420,
    options: { size: "L", color: "Charcoal" },
  },
  {
    key: "socks",
    name: "Fjellborn Wool Hiking Socks, 3 Pairs",
    description:
      "Three pairs of half-calf socks of 70 % merino with padded heels and toes. They dry overnight and fit EU 39 to 43.",
    brand: "Fjellborn",
    priceMinor: 2_790n,
    stock: 160,
    age: 700,
    options: { size: "EU 39-43", color: "Grey" },
  },
];
