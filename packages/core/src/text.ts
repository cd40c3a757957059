// Control, bidi, zero-width, tag and other invisible format characters, which can hide or reorder what a reader sees.
// Line feed and tab are kept; joiners inside emoji are lost with them, which a review survives.
const invisible = /[^\P{C}\n\t]/gu;

// Letters and marks that draw nothing: fillers, blanks, and the variation selectors that can carry a hidden message.
const blank = /\u034f|[\u115f\u1160\u2800\u3164\uffa0]|[\u17b4\u17b5]|[\ufe00-\ufe0e]|[\u{e0100}-\u{e01ef}]/gu;

/** As `cleanText`, on one line, and cut to at most `most` characters. */
export function cleanLine(text: string, most: number): string {
  // What is to be thrown away is not cleaned first: a character is two units at most, and some draw nothing.
  const line = cleanText(text.slice(0, 8 * most)).replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/** Text written by a stranger, made safe to show: composed, without invisible characters, trimmed. */
export const cleanText = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(invisible, "").replace(blank, "").normalize("NFC").trim();
