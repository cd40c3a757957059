const notWord = /[^\p{L}\p{N}]+/u;

/** Lower-case words without accents, in the singular where English makes a plural by an s. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(notWord)
    .flatMap((word) => (word === "" ? [] : [singular(word)]));

const singular = (word: string): string => (word.length > 3 && /[^su]s$/.test(word) ? word.slice(0, -1) : word);
