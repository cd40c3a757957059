import type { ProductSpec } from "./product-spec.ts";

const towels = {
  name: "Linden & Loom Bath Towel",
  description:
    "Bath towel of 70 x 140 cm in 550 g/m² Turkish cotton with a hanging loop. Soft from the first wash, at up to 60 °C.",
  brand: "Linden & Loom",
  priceMinor: 1_995n,
  group: "group-bath-towel",
  age: 480,
};

export const home: readonly ProductSpec[] = [
  {
    key: "dutch-oven",
    name: "Emberly Cast Iron Dutch Oven 4.5 L",
    description:
      "Enamelled pot of 24 cm and 4.5 litres for braising and for bread, on every hob and in the oven up to 250 °C. Weighs 4.9 kg with its lid.",
    brand: "Emberly",
    priceMinor: 8_990n,
    stock: 31,
    age: 650,
  },
  {
    key: "chef-knife",
    name: "Emberly Chef's Knife 20 cm",
    description:
      "Kitchen knife with a 20 cm blade of 60 HRC stainless steel, ground to 15 degrees a side, and a handle of walnut. 195 g, hand wash only.",
    brand: "Emberly",
    priceMinor: 7_425n,
    stock: 19,
    age: 500,
  },
  {
    key: "duvet-cover",
    name: "Linden & Loom Linen Duvet Cover",
    description:
      "Stone-washed duvet cover of 165 g/m² European flax, 200 x 200 cm, closed with coconut buttons. Cool in summer, softer with each wash.",
    brand: "Linden & Loom",
    priceMinor: 12_950n,
    stock: 9,
    age: 260,
    options: { size: "200 x 200 cm", color: "Oat" },
  },
  { ...towels, key: "towel-sage", stock: 72, options: { color: "Sage" } },
  { ...towels, key: "towel-white", stock: 1, options: { color: "White" } },
  {
    key: "floor-lamp",
    name: "Lumarch Arc Floor Lamp",
    description:
      "Lamp of 178 cm with a steel arc, a linen shade of 40 cm and a foot dimmer. Takes one E27 bulb; a warm 9 W LED is included.",
    brand: "Lumarch",
    priceMinor: 14_500n,
    stock: 11,
    age: 340,
  },
  {
    key: "kettle",
    name: "Brewfern Gooseneck Kettle 0.9 L",
    description:
      "Electric kettle with a thin spout for slow pouring, set from 40 to 100 °C by single degrees and kept warm for an hour. 1,200 W, 0.9 litres.",
    brand: "Brewfern",
    priceMinor: 6_990n,
    before: { priceMinor: 7_490n, daysAgo: 90 },
    stock: 44,
    age: 315,
  },
  {
    key: "french-press",
    name: "Brewfern Steel French Press 1 L",
    description:
      "Double-walled coffee press of brushed steel that keeps one litre hot for 50 minutes. Every part of the filter goes into the dishwasher.",
    brand: "Brewfern",
    priceMinor: 3_890n,
    stock: 58,
    age: 590,
  },
  {
    key: "baskets",
    name: "Reedway Seagrass Basket 30 L",
    description:
      "Woven basket of 35 x 35 cm with two handles for blankets, toys or logs. Each one differs a little; carries 12 kg.",
    brand: "Reedway",
    priceMinor: 2_650n,
    stock: 85,
    age: 460,
  },
  {
    key: "wall-clock",
    name: "Lumarch Silent Wall Clock 30 cm",
    description:
      "Clock of 30 cm in ash wood with a sweeping movement that does not tick. Runs for a year on one AA battery.",
    brand: "Lumarch",
    priceMinor: 4_150n,
    stock: 0,
    age: 130,
  },
];
