const irregular: Readonly<Record<string, string>> = {
  men: "man",
  women: "woman",
  children: "child",
  people: "person",
  feet: "foot",
  teeth: "tooth",
  mice: "mouse",
  knives: "knife",
  shelves: "shelf",
  scarves: "scarf",
  loaves: "loaf",
  leaves: "leaf",
  halves: "half",
  lens: "lens",
  lenses: "lens",
};

const vowel = /[aeiouy]/;
/** Two words that differ in their endings alone need at least this much in common. */
const shortestRoot = 3;

/**
 * A word without its English inflection: plurals, and -ed and -ing of verbs. Words that are derived from each other
 * (charger, charging) stay apart, which for the names of goods is what people mean.
 */
export function stem(word: string): string {
  if (!/^[a-z]+$/.test(word)) return word;
  return bare(irregular[word] ?? withoutTense(singular(word)));
}

function singular(word: string): string {
  if (word.length <= 3 || !/[^su]s$/.test(word)) return word;
  if (/(ss|sh|ch|x|zz)es$|[^s]{3}toes$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, -1);
}

function withoutTense(word: string): string {
  const ending = /(?:ing|ed)$/.exec(word)?.[0];
  if (!ending) return word;
  const root = word.slice(0, -ending.length);
  if (root.length < shortestRoot || !vowel.test(root) || /ee$/.test(root + ending.slice(0, 1))) return word;
  return /([bdfgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
}

/** The silent e goes, so that "wire" meets "wired" and "bake" meets "baking"; -ies and -y meet as well. */
function bare(word: string): string {
  if (word.length <= shortestRoot) return word;
  if (/ie$/.test(word)) return `${word.slice(0, -2)}y`;
  return /[^aeiou]e$/.test(word) ? word.slice(0, -1) : word;
}
