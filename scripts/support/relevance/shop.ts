import type { Product } from "@shop/core";
import { brands, colours, type Kind, kinds } from "./goods.ts";

/** A product of the constructed shop, and what is true of it. */
export interface Made {
  readonly product: Product;
  readonly kind: Kind;
  readonly colour: string;
  readonly brand: string;
  readonly feature: string;
  /** A value of the kind's measure. */
  readonly value: string | undefined;
}

export interface Dice {
  /** A whole number from 0 up to, not including, `sides`. */
  roll(sides: number): number;
  pick<T>(from: readonly T[]): T;
}

/** Chance that is the same every time (mulberry32). */
export function diceOf(seed: number): Dice {
  let state = seed;
  const roll = (sides: number): number => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
  return { roll, pick: (from) => from[roll(from.length)] as (typeof from)[number] };
}

const ofEachKind = 80;

/** More than 5,000 products of about 65 kinds. Descriptions mention other kinds of goods: to mention is not to be. */
export function makeShop(seed: number, each = ofEachKind): readonly Made[] {
  const dice = diceOf(seed);
  return kinds.flatMap((kind, index) =>
    Array.from({ length: each }, (_, number) => make(kind, `prod-${seed}-${index * each + number}`, dice)),
  );
}

function make(kind: Kind, productId: string, dice: Dice): Made {
  const colour = dice.pick(colours);
  const brand = dice.pick(brands);
  const feature = dice.pick(kind.features);
  const value = kind.measure && dice.pick(kind.measure.values);
  const isOption = kind.measure?.unit === "size" || dice.roll(3) === 0;
  const options = {
    ...(dice.roll(2) === 0 && { Colour: colour }),
    ...(value !== undefined && isOption && { [optionName(kind)]: measured(kind, value, dice) }),
  };
  const facts = { kind, colour, brand, feature, value };
  const createdAt = `2026-0${1 + dice.roll(6)}-1${dice.roll(9)}T00:00:00.000Z`;
  const product: Product = {
    productId,
    name: nameOf(facts, value === undefined || isOption ? "" : measured(kind, value, dice), dice),
    description: describe(facts, dice),
    category: kind.department,
    ...(dice.roll(2) === 0 && { brand }),
    ...(Object.keys(options).length > 0 && { options }),
    priceMinor: BigInt(500 + dice.roll(90_000)),
    currency: "USD",
    stockQuantity: dice.roll(20),
    status: "active",
    imageUrls: [],
    ratingSum: 4 * dice.roll(50),
    ratingCount: 50,
    createdAt,
    updatedAt: createdAt,
  };
  return { product, ...facts };
}

type Facts = Omit<Made, "product">;

const optionName = ({ measure }: Kind): string => (measure?.unit === "size" ? "Size" : "Capacity");

/** Sellers write "16GB", "16 GB" and sometimes "16-GB". */
const measured = ({ measure }: Kind, value: string, dice: Dice): string =>
  measure?.unit === "size" ? value : `${value}${dice.pick(["", " ", "-"])}${measure?.unit}`;

const capital = (text: string): string => text.replace(/(?<![\w'])\w/g, (letter) => letter.toUpperCase());

function nameOf({ kind, colour, brand, feature }: Facts, measure: string, dice: Dice): string {
  const noun = capital(kind.noun);
  const model = `${dice.pick(["Aero", "Nova", "Prime", "Terra", "Lumen", "Vista"])} ${100 + dice.roll(900)}`;
  const templates = [
    `${brand} ${model} ${capital(feature)} ${noun}, ${capital(colour)}`,
    `${capital(feature)} ${noun} - ${brand} ${model} (${capital(colour)})`,
    `${brand} ${noun} ${model} ${capital(feature)} ${capital(colour)}`,
    `${capital(colour)} ${capital(feature)} ${noun} by ${brand} ${model}`,
  ];
  return `${dice.pick(templates)}${measure && ` ${measure}`}`;
}

function describe({ kind, feature }: Facts, dice: Dice): string {
  const [first, second] = [dice.pick(kind.uses), dice.pick(kind.uses)];
  const others = [dice.pick(kinds), dice.pick(kinds)].map(({ noun, features }) => `${dice.pick(features)} ${noun}`);
  const sentences = [
    `A ${feature} choice for ${first} and ${second}.`,
    dice.pick([
      "Made to last, with a two-year guarantee.",
      "Loved by our customers for its quality.",
      "Easy to clean and store.",
    ]),
    `Goes well with a ${others[0]} or a ${dice.pick(colours)} ${others[1]}.`,
    dice.pick([
      "Comfortable in daily use.",
      "Looks good in any home.",
      "Packed without plastic.",
      "A gift that is used every day.",
    ]),
  ];
  return sentences.join(" ");
}
