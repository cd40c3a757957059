import type { ProductSpec } from "./product-spec.ts";

const phone = {
  brand: "Solvei",
  group: "group-solvei-one",
  age: 290,
};

const describePhone = (storage: string) =>
  `6.1-inch phone with ${storage} of storage, a 50-megapixel camera with optical stabilisation and seven years of updates. The battery of 4,600 mAh fills to half in 25 minutes.`;

const headphones = {
  name: "Hushline Over-Ear Headphones",
  description:
    "Closed wireless headphones with active noise cancelling, 40 mm drivers and 38 hours of play. They fold flat, weigh 254 g and come with a 3.5 mm cable.",
  brand: "Hushline",
  priceMinor: 17_900n,
  group: "group-hushline-over-ear",
};

export const phonesAndSound: readonly ProductSpec[] = [
  {
    ...phone,
    key: "phone-128",
    name: "Solvei One Smartphone 128 GB",
    description: describePhone("128 GB"),
    priceMinor: 59_900n,
    before: { priceMinor: 64_900n, daysAgo: 60 },
    stock: 47,
    options: { storage: "128 GB", color: "Slate" },
  },
  {
    ...phone,
    key: "phone-256",
    name: "Solvei One Smartphone 256 GB",
    description: describePhone("256 GB"),
    priceMinor: 66_900n,
    before: { priceMinor: 71_900n, daysAgo: 60 },
    stock: 22,
    options: { storage: "256 GB", color: "Slate" },
  },
  {
    ...phone,
    key: "phone-512",
    name: "Solvei One Smartphone 512 GB",
    description: describePhone("512 GB"),
    priceMinor: 79_900n,
    stock: 3,
    options: { storage: "512 GB", color: "Slate" },
  },
  { ...headphones, key: "headphones-black", stock: 75, age: 190, options: { color: "Black" } },
  { ...headphones, key: "headphones-sand", stock: 0, age: 190, options: { color: "Sand" } },
  {
    key: "earbuds",
    name: "Hushline Drop Wireless Earbuds",
    description:
      "Earbuds of 4.8 g each with four sizes of tips, 7 hours of play and three more charges in the case. Sweat and rain do no harm (IPX5).",
    brand: "Hushline",
    priceMinor: 7_995n,
    stock: 140,
    age: 150,
  },
  {
    key: "speaker",
    name: "Boomlet Go Bluetooth Speaker",
    description:
      "Round 12 W speaker of 540 g with a carrying loop, 15 hours of play and IP67 against dust and water. Two of them pair to stereo.",
    brand: "Boomlet",
    priceMinor: 5_450n,
    stock: 96,
    age: 640,
  },
  {
    key: "watch",
    name: "Kestle Pace GPS Watch",
    description:
      "Running watch with a 1.3-inch always-on screen, dual-band GPS, heart rate and 14 days between charges. 46 g with the 22 mm silicone strap.",
    brand: "Kestle",
    priceMinor: 22_950n,
    stock: 15,
    age: 205,
  },
  {
    key: "tablet",
    name: "Solvei Slate 11 Tablet",
    description:
      "11-inch tablet of 465 g with a 2388 x 1668 screen, 128 GB of storage and four speakers. Takes notes with the pen that lies in the box.",
    brand: "Solvei",
    priceMinor: 38_900n,
    stock: 29,
    age: 360,
  },
  {
    key: "power-bank",
    name: "Stonewren 20K Power Bank",
    description:
      "Power bank of 20,000 mAh (74 Wh, allowed in hand luggage) with 65 W from USB-C, enough to charge a phone four times. Shows the charge in percent.",
    brand: "Stonewren",
    priceMinor: 4_975n,
    stock: 5,
    age: 90,
  },
];
