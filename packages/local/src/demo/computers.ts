import type { ProductSpec } from "./product-spec.ts";

const ssd = {
  name: "Stonewren Pocket SSD",
  brand: "Stonewren",
  group: "group-pocket-ssd",
};

export const computers: readonly ProductSpec[] = [
  {
    key: "laptop-14",
    name: "Norrvik Feather 14 Laptop",
    description:
      "Light 14-inch laptop of 1.2 kg with a 2240 x 1400 matte screen, 16 GB of memory and a 512 GB SSD. The battery lasts about 13 hours of writing and browsing.",
    brand: "Norrvik",
    priceMinor: 98_926n,
    before: { priceMinor: 104_900n, daysAgo: 120 },
    stock: 250,
    age: 410,
  },
  {
    key: "laptop-16",
    name: "Norrvik Studio Pro 16 Creator Laptop",
    description:
      "16-inch machine for video and 3D work: 32 GB of memory, 1 TB SSD, 8 GB graphics and a 120 Hz screen that covers all of DCI-P3. Weighs 2.1 kg with its 140 W charger extra.",
    brand: "Norrvik",
    priceMinor: 214_900n,
    stock: 6,
    age: 300,
  },
  {
    key: "sleeve-14",
    name: "Oakfold Felt Sleeve 14",
    description:
      "Sleeve of 3 mm recycled felt with a leather tab, made for any 14-inch laptop up to 32 x 23 cm. A flat pocket on the back holds a charger.",
    brand: "Oakfold",
    priceMinor: 3_450n,
    stock: 120,
    age: 380,
  },
  {
    key: "stand",
    name: "Tallmark Folding Desk Stand",
    description:
      "Aluminium stand that lifts a notebook or tablet by 6 to 18 cm and folds to 2 cm for the bag. Carries up to 8 kg on rubber pads.",
    brand: "Tallmark",
    priceMinor: 4_299n,
    stock: 64,
    age: 520,
  },
  {
    key: "monitor-27",
    name: "Clarune 27 QHD Monitor",
    description:
      "27-inch IPS monitor with 2560 x 1440 pixels at 100 Hz, one USB-C cable for picture and 65 W of power, and a stand that turns and lifts by 13 cm.",
    brand: "Clarune",
    priceMinor: 32_900n,
    stock: 18,
    age: 455,
  },
  {
    key: "keyboard",
    name: "Klikka K75 Mechanical Keyboard",
    description:
      "75 % keyboard with quiet linear switches, swappable without solder, white backlight and an aluminium knob. Works by USB-C cable or Bluetooth with three devices.",
    brand: "Klikka",
    priceMinor: 11_950n,
    stock: 33,
    age: 240,
  },
  {
    key: "mouse",
    name: "Klikka Pebble Wireless Mouse",
    description:
      "Small mouse of 68 g with silent buttons and a 1,600 dpi sensor that tracks on wood and cloth. One charge of 2 hours lasts for 70 days.",
    brand: "Klikka",
    priceMinor: 2_990n,
    stock: 210,
    age: 610,
  },
  {
    key: "dock",
    name: "Stonewren 11-in-1 USB-C Dock",
    description:
      "Dock with two HDMI ports at 4K 60 Hz, gigabit Ethernet, four USB-A, one USB-C and card readers. Passes 100 W through to the computer.",
    brand: "Stonewren",
    priceMinor: 8_875n,
    before: { priceMinor: 9_999n, daysAgo: 150 },
    stock: 0,
    age: 330,
  },
  {
    ...ssd,
    key: "ssd-1tb",
    description:
      "Portable drive of 1 TB the size of a matchbox, 1,050 MB/s over USB-C. The rubber shell survives a fall of 2 m.",
    priceMinor: 8_490n,
    stock: 88,
    age: 275,
    options: { capacity: "1 TB" },
  },
  {
    ...ssd,
    key: "ssd-2tb",
    description:
      "Portable drive of 2 TB the size of a matchbox, 1,050 MB/s over USB-C. The rubber shell survives a fall of 2 m.",
    priceMinor: 14_990n,
    stock: 4,
    age: 275,
    options: { capacity: "2 TB" },
  },
];
