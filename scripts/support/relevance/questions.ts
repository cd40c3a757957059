import { absent } from "./goods.ts";
import { type Dice, diceOf, type Made } from "./shop.ts";

/** A question, and what is good for it: 2 is what was asked for, 1 is near, 0 is something else. */
export interface Question {
  readonly text: string;
  readonly gradeOf: (made: Made) => 0 | 1 | 2;
}

const ofEachClass = 60;

/** 540 questions in nine classes. The grades come from how the goods were made, not from any engine's answer. */
export function askQuestions(seed: number, shop: readonly Made[]): Readonly<Record<string, readonly Question[]>> {
  const dice = diceOf(seed + 1);
  const of = (ask: (made: Made, dice: Dice) => Question | undefined) => {
    const asked: Question[] = [];
    while (asked.length < ofEachClass) asked.push(...[ask(dice.pick(shop), dice) ?? []].flat());
    return asked;
  };
  return {
    "exact name": of(byName),
    attributes: of(byAttributes),
    synonym: of(bySynonym),
    typo: of(byTypo),
    sentence: of(bySentence),
    category: of(byCategory),
    plural: of(byPlural),
    measure: of(byMeasure),
    compound: of(byCompound),
  };
}

/** Questions that no product of the shop answers. */
export const absentQuestions = (): readonly string[] => absent;

type Fact = "colour" | "brand" | "feature" | "value";

/** All that was asked for is 2; the right kind of thing with at least one more of it is 1. */
const wanted = (asked: Made, facts: readonly Fact[]) => (made: Made) => {
  if (made.kind !== asked.kind) return 0;
  const met = facts.filter((fact) => made[fact] === asked[fact]).length;
  if (met === facts.length) return 2;
  return met > 0 || facts.length === 1 ? 1 : 0;
};

const byName = (asked: Made): Question => ({
  text: asked.product.name,
  gradeOf: (made) =>
    made.product.name === asked.product.name ? 2 : wanted(asked, ["brand", "feature"])(made) === 2 ? 1 : 0,
});

const byAttributes = (asked: Made, dice: Dice): Question =>
  dice.roll(2) === 0
    ? { text: `${asked.colour} ${asked.feature} ${asked.kind.noun}`, gradeOf: wanted(asked, ["colour", "feature"]) }
    : { text: `${asked.brand} ${asked.kind.noun} ${asked.feature}`, gradeOf: wanted(asked, ["brand", "feature"]) };

function bySynonym(asked: Made, dice: Dice): Question | undefined {
  if (asked.kind.alsoCalled.length === 0) return;
  return { text: `${asked.colour} ${dice.pick(asked.kind.alsoCalled)}`, gradeOf: wanted(asked, ["colour"]) };
}

function byTypo(asked: Made, dice: Dice): Question | undefined {
  const { feature, kind } = asked;
  const text =
    dice.roll(3) === 0 ? `${mistyped(feature, dice)} ${kind.noun}` : `${feature} ${mistyped(kind.noun, dice)}`;
  return text === `${feature} ${kind.noun}` ? undefined : { text, gradeOf: wanted(asked, ["feature"]) };
}

const shortest = 5;

/** One slip of the finger in one of the longer words: a letter left out, doubled, exchanged or swapped with the next. */
function mistyped(text: string, dice: Dice): string {
  const word = dice.pick(text.split(/[ -]/));
  if (word.length < shortest) return text;
  const at = 1 + dice.roll(word.length - 2);
  const [before, letter, next, after] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)];
  const slips = [
    before + next + after,
    before + letter + letter + next + after,
    before + String.fromCharCode(97 + dice.roll(26)) + next + after,
    before + next + letter + after,
  ];
  return text.replace(word, dice.pick(slips));
}

function bySentence(asked: Made, dice: Dice): Question {
  const { colour, feature, kind } = asked;
  const [use, other] = [dice.pick(kind.uses), dice.pick(kind.uses)];
  const texts = [
    `I am looking for ${colour} ${feature} ${kind.plural} for ${use} and ${other}`,
    `Can you recommend a good ${feature} ${kind.noun} in ${colour}, suitable for ${use}?`,
    `comfortable ${colour} ${kind.noun} for daily use, ideally ${feature}, as a gift`,
    `My friend needs something for ${use}: a ${feature} ${kind.noun}, ${colour} if possible, easy to clean`,
  ];
  return { text: dice.pick(texts), gradeOf: wanted(asked, ["colour", "feature"]) };
}

function byCategory(asked: Made, dice: Dice): Question {
  const { department, noun, plural } = asked.kind;
  if (dice.roll(3) > 0)
    return {
      text: dice.pick([department, department.toLowerCase(), `${department} deals`]),
      gradeOf: inDepartment(asked),
    };
  return { text: `${department} ${dice.pick([noun, plural])}`, gradeOf: (made) => (made.kind === asked.kind ? 2 : 0) };
}
const inDepartment = (asked: Made) => (made: Made) => (made.kind.department === asked.kind.department ? 2 : 0);

const byPlural = (asked: Made, dice: Dice): Question | undefined => {
  const { noun, plural } = asked.kind;
  // What is sold under its plural is asked for in the singular.
  const text = noun === plural ? noun.replace(/s$/, "") : plural;
  if (text === noun) return;
  return dice.roll(2) === 0
    ? { text, gradeOf: (made) => (made.kind === asked.kind ? 2 : 0) }
    : { text: `${asked.colour} ${text}`, gradeOf: wanted(asked, ["colour"]) };
};

const spoken: Readonly<Record<string, readonly string[]>> = {
  GB: ["GB", "gb", "gigabytes"],
  mm: ["mm", "millimeters"],
  inch: ["inch", "inches", '"'],
  MP: ["mp", "megapixel"],
  mAh: ["mah", "mAh"],
  W: ["W", "watt"],
  cm: ["cm", "centimeter"],
  L: ["l", "litre", "liters"],
  g: ["g", "grams"],
  ml: ["ml", "milliliters"],
  kg: ["kg", "kilo"],
  m: ["m", "meters"],
  V: ["V", "volt"],
  pieces: ["pieces", "pcs", "piece"],
};

function byMeasure(asked: Made, dice: Dice): Question | undefined {
  const { kind, value } = asked;
  if (!kind.measure || value === undefined) return;
  const { unit } = kind.measure;
  const said =
    unit === "size" ? `size ${value}` : `${value}${dice.pick(["", " "])}${dice.pick(spoken[unit] ?? [unit])}`;
  const text = dice.roll(2) === 0 ? `${said} ${kind.noun}` : `${kind.noun} ${said}`;
  return { text, gradeOf: wanted(asked, ["value"]) };
}

function byCompound(asked: Made, dice: Dice): Question | undefined {
  const { kind, feature } = asked;
  if (kind.alsoWritten.length === 0) return;
  return { text: `${feature} ${dice.pick(kind.alsoWritten)}`, gradeOf: wanted(asked, ["feature"]) };
}
