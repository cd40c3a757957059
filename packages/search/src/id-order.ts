const prefix = "prod-";
const signs = 6;
const mostSign = 255;

/**
 * The first signs of a product's id, after what all ids begin with, as a number: where two ids have different numbers
 * they have the order of their texts. Not a number for ids that are made otherwise.
 */
export function idKeyOf(id: string): number {
  if (!id.startsWith(prefix)) return Number.NaN;
  let key = 0;
  for (let index = prefix.length; index < prefix.length + signs; index++) {
    const code = index < id.length ? id.charCodeAt(index) : 0;
    if (code > mostSign) return Number.NaN;
    key = key * (mostSign + 1) + code;
  }
  return key;
}

interface Identified {
  readonly id: string;
  readonly idKey: number;
}

/** The order of two ids by their texts, most of the time without reading them. */
export const isIdBefore = (a: Identified, b: Identified): boolean =>
  a.idKey < b.idKey || (!(a.idKey > b.idKey) && a.id < b.id);
