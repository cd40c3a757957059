import { termsOf } from "./writer/terms.ts";

/** Words of a shop that mean one thing. Each line is a group; a phrase of two words counts as well. */
const groups: readonly string[] = [
  "sofa, couch, settee",
  "tv, television, telly",
  "laptop, notebook computer",
  "phone, smartphone, cellphone, mobile phone",
  "headphones, headset",
  "earbuds, earphones, in-ear headphones",
  "fridge, refrigerator",
  "vacuum, hoover, vacuum cleaner",
  "sneakers, trainers, running shoes",
  "trousers, pants, slacks",
  "jumper, sweater, pullover",
  "hoodie, hooded sweatshirt",
  "tee, t-shirt, tshirt",
  "coat, jacket",
  "backpack, rucksack, knapsack",
  "bag, handbag, purse",
  "suitcase, luggage",
  "sunglasses, shades",
  "torch, flashlight",
  "rug, carpet",
  "curtain, drape",
  "duvet, comforter, quilt",
  "pillow, cushion",
  "lamp, light",
  "wardrobe, closet",
  "bin, trash can",
  "pan, skillet, frying pan",
  "stove, cooker",
  "mug, cup",
  "tap, faucet",
  "nappy, diaper",
  "pram, stroller, buggy, pushchair",
  "pacifier, dummy",
  "bike, bicycle, cycle",
  "barbecue, bbq, grill",
  "spanner, wrench",
  "film, movie",
  "book, novel",
  "toy, plaything",
  "gift, present",
  "doctor, physician",
  "photo, photograph, picture",
  "speaker, loudspeaker",
  "monitor, screen, display",
  "hard drive, hdd",
  "ssd, solid state drive",
  "charger, power adapter",
  "powerbank, power bank, portable charger",
  "smartwatch, smart watch",
  "ebook reader, e-reader, ereader",
  "wifi, wi-fi",
  "cordless, wireless",
  "mens, man, male, gentlemen",
  "womens, woman, female, ladies",
  "kids, children, childrens",
  "colour, color",
  "grey, gray",
  "jewellery, jewelry",
  "pyjamas, pajamas",
  "aluminium, aluminum",
  "moisturiser, moisturizer",
  "fibre, fiber",
  "waterproof, water resistant",
  "violet, purple",
];

const others = new Map<string, readonly string[]>();
for (const group of groups) {
  const phrases = [...new Set(group.split(",").map((phrase) => termsOf(phrase).join(" ")))];
  for (const phrase of phrases) {
    const more = phrases.filter((other) => other !== phrase);
    others.set(phrase, [...new Set([...(others.get(phrase) ?? []), ...more])]);
  }
}

/** What else a term, or a phrase of terms with a space between them, is called. */
export const synonymsOf = (phrase: string): readonly string[] => others.get(phrase) ?? [];
