// Control, bidi, zero-width, tag and other invisible format characters, which can hide or reorder what a reader sees.
// Line feed and tab are kept; joiners inside emoji are lost with them, which a review survives.
const invisible = /[^\P{C}\n\t]/gu;

/** Text written by a stranger, made safe to show: composed, without invisible characters, trimmed. */
export const cleanText = (text: string): string =>
  text.normalize("NFC").replace(/\r\n?/g, "\n").replace(invisible, "").trim();
