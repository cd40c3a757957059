import { expect, it } from "vitest";
import { wordsOf } from "./words.ts";

it.each([
  ["Wireless Headphones, black!", ["wireless", "headphone", "black"]],
  ["  USB-C  cable/charger ", ["usb", "c", "cable", "charger"]],
  ["Café Crème", ["cafe", "creme"]],
  ["Cafe\u0301", ["cafe"]],
  ["ＬＡＰＴＯＰ", ["laptop"]],
  ["13.3inch 4K", ["13", "3inch", "4k"]],
  ["ноутбук ASUS", ["ноутбук", "asus"]],
  ["", []],
  [" ?!… ", []],
  ["👍", []],
])("reads words of %j", (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

it.each([
  ["laptops", "laptop"],
  ["shoes", "shoe"],
  ["glass", "glass"], // not a plural
  ["bus", "bus"],
  ["gas", "gas"],
  ["lotus", "lotus"],
])("takes %s for %s", (word, singular) => {
  expect(wordsOf(word)).toEqual([singular]);
});
