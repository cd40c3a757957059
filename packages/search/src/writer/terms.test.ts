import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headOf, indexTermsOf, termsOf } from "./terms.ts";

/** Two spellings that are to meet have the same terms. */
const same = (one: string, other: string) => expect(termsOf(one)).toEqual(termsOf(other));

it.each([
  ["Wireless Headphones, black!", ["wireless", "headphon", "black"]],
  ["  USB-C  cable/charger ", ["usb", "c", "cabl", "charger"]],
  ["Café Crème", ["caf", "crem"]],
  ["Cafe\u0301", ["caf"]],
  ["ＬＡＰＴＯＰ", ["laptop"]],
  ["ноутбук ASUS", ["ноутбук", "asus"]],
  ["l'Oreal men's", ["loreal", "man"]],
  ["", []],
  [" ?!… ", []],
  ["👍", []],
])("reads terms of %j", (text, terms) => {
  expect(termsOf(text)).toEqual(terms);
});

it("reads plain words as it reads them beside a letter that is not plain", () => {
  const pieces = ["size m", "size\nxl", "size-s", "resize l", "running shoes", "t", " ", "  ", "-", "\u00a0"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
      const text = parts.join("");
      expect(termsOf(`${text} ü`)).toEqual([...termsOf(text), "u"]);
    }),
  );
});

describe("numbers and units are one term in one spelling", () => {
  it.each([
    ["16 GB", "16gb"],
    ["16-gb", "16 gigabytes"],
    ['27"', "27 inch"],
    ["27-inch", "27 inches"],
    ["1.5 l", "1.5 litres"],
    ["1,5 l", "1.5L"],
    ["10,000 mAh", "10000mah"],
    ["65 W", "65 watts"],
    ["2 kg", "2kilos"],
    ["size 10", "Size: 10"],
    ["size XL", "size: xl"],
  ])("%s is %s", (one, other) => {
    same(one, other);
    expect(termsOf(one)).toHaveLength(1);
  });

  it("is found by its number alone too", () => {
    expect(indexTermsOf("16 GB, size 10")).toEqual(["16gb", "size10", "16", "10"]);
  });

  it("leaves other numbers alone", () => {
    expect(termsOf("iPhone 15 Pro 2 in 1")).toEqual(["iphon", "15", "pro", "2", "in", "1"]);
  });
});

describe("inflections meet, other words do not", () => {
  it.each([
    ["laptops", "laptop"],
    ["shoes", "shoe"],
    ["dresses", "dress"],
    ["boxes", "box"],
    ["batteries", "battery"],
    ["cookies", "cookie"],
    ["shelves", "shelf"],
    ["women's", "woman"],
    ["lenses", "lens"],
    ["wired", "wire"],
    ["running", "run"],
    ["baking", "bake"],
  ])("%s is %s", same);

  it.each([
    ["glass", "gla"],
    ["bus", "bu"],
    ["charger", "charging"],
    ["ring", "r"],
    ["bed", "b"],
    ["speed", "spe"],
    ["wireless", "wire"],
  ])("%s is not %s", (one, other) => {
    expect(termsOf(one)).not.toEqual(termsOf(other));
  });
});

it("finds a hyphenated word by its parts and as one", () => {
  expect(indexTermsOf("Wi-Fi t-shirt")).toEqual(["wi", "fi", "t", "shirt", "wifi", "tshirt"]);
});

it.each([
  ["Leather laptop bag for work", "bag"],
  ["Acme Laptop 15, Silver", "laptop"],
  ["Yoga Mat (6 mm)", "mat"],
  ["", ""],
])("takes what %j names for %j", (name, head) => {
  expect(headOf(name)).toBe(head);
});
