import { stem } from "./stem.ts";

/** Units as they are written, each with its one spelling here. A number and its unit are one term: "16 GB" is "16gb". */
const units: Readonly<Record<string, string>> = {
  ...{ inch: "inch", inches: "inch", cm: "cm", centimeter: "cm", centimeters: "cm", centimetre: "cm" },
  ...{ centimetres: "cm", mm: "mm", millimeter: "mm", millimeters: "mm", millimetre: "mm", millimetres: "mm" },
  ...{ m: "m", meter: "m", meters: "m", metre: "m", metres: "m", km: "km", ft: "ft", foot: "ft", feet: "ft" },
  ...{ kg: "kg", kilo: "kg", kilos: "kg", kilogram: "kg", kilograms: "kg", g: "g", gram: "g", grams: "g", mg: "mg" },
  ...{ lb: "lb", lbs: "lb", pound: "lb", pounds: "lb", oz: "oz", ounce: "oz", ounces: "oz" },
  ...{ l: "l", liter: "l", liters: "l", litre: "l", litres: "l", ml: "ml", milliliter: "ml", milliliters: "ml" },
  ...{ millilitre: "ml", millilitres: "ml", cl: "cl", gb: "gb", gigabyte: "gb", gigabytes: "gb", gig: "gb" },
  ...{ tb: "tb", terabyte: "tb", terabytes: "tb", mb: "mb", megabyte: "mb", megabytes: "mb" },
  ...{ w: "w", watt: "w", watts: "w", kw: "kw", kilowatt: "kw", v: "v", volt: "v", volts: "v", mah: "mah" },
  ...{ hz: "hz", hertz: "hz", khz: "khz", mhz: "mhz", ghz: "ghz", mp: "mp", megapixel: "mp", megapixels: "mp" },
  ...{ pc: "pc", pcs: "pc", piece: "pc", pieces: "pc", pack: "pack", packs: "pack" },
};

const number = String.raw`\d+(?:\.\d+)?`;
const unitNames = Object.keys(units).toSorted((a, b) => b.length - a.length);

/** What needs more than its letters looked at. Made for the first text that does: Unicode's classes are slow to load. */
const spellings = () => ({
  quantity: new RegExp(String.raw`(?<![\p{L}\p{N}.])(${number})[\s-]?(${unitNames.join("|")})(?![\p{L}\p{N}])`, "gu"),
  inches: new RegExp(String.raw`(${number})\s?(?:"|''|\u201d|\u2033)`, "gu"),
  size: /(?<![\p{L}\p{N}])(?:size)[\s:]+([\p{N}.]+|[xsml]{1,4}|\dxl)(?![\p{L}\p{N}])/gu,
});
let made: ReturnType<typeof spellings> | undefined;

/** Lower case, without accents, with quantities in one spelling. */
function plain(text: string): string {
  made ??= spellings();
  const { quantity, inches, size } = made;
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, "")
    .replace(/(?<=\d),(?=\d)/g, ".")
    .replace(inches, "$1inch ")
    .replace(quantity, (_, count: string, unit: string) => `${count}${units[unit]}`)
    .replace(size, (_, value: string) => `size${value}`)
    .replace(/(?<=\d)\.(?=\d)/g, "p")
    .replace(/[\u2019']s(?![\p{L}\p{N}])/gu, "")
    .replace(/(?<=\p{L})[\u2019'](?=\p{L})/gu, "");
}

/** Most questions are plain words, to which none of the spellings apply: "size m" has one. */
const isPlain = (text: string): boolean => /^[a-z\s-]*$/.test(text) && !text.includes("size");

const wordsOf = (text: string): string[] =>
  isPlain(text) ? text.split(/[\s-]+/) : plain(text).split(/[^\p{L}\p{N}]+/u);

/** The terms of a text, in their order. Goods and questions are read by the same rules, or they would not meet. */
export const termsOf = (text: string): string[] => wordsOf(text).flatMap((word) => (word === "" ? [] : [stem(word)]));

/** The terms to find a text by: as it is written, and "t-shirt" as "tshirt", "16gb" as "16" and "size10" as "10" too. */
export function indexTermsOf(text: string): string[] {
  const terms = termsOf(text);
  const joint = /(?<![\p{L}\p{N}])(\p{L}{1,6})-(\p{L}+)(?![\p{L}\p{N}])/gu;
  const joined = [...text.matchAll(joint)].flatMap(([, first = "", second = ""]) => termsOf(first + second));
  const parts = terms.flatMap((term) => (/^(\d+(?:p\d+)?)(\p{L}+)$/u.exec(term) ?? /^size(.+)$/.exec(term))?.[1] ?? []);
  return [...terms, ...joined, ...parts];
}

const headEnds = /[,(|\u2013\u2014:;]|\s-\s|\s(?:for|with|in|of|by|from|without)\s/u;

/** What a name names: the last word before a comma or "for". "Leather laptop bag for work" is a bag. */
export const headOf = (name: string): string => {
  const [front = ""] = name.split(headEnds);
  return termsOf(front).findLast((term) => /^\p{L}{2,}$/u.test(term)) ?? "";
};

const prime = 16_777_619;
const offset = 2_166_136_261;

/** FNV-1a in 32 bits: two terms or names are compared by this number. */
export function hashOf(text: string): number {
  let hash = offset;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  return hash | 0;
}
