import { styleText } from "node:util";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Styled text where standard output is a terminal that wants colours (NO_COLOR, FORCE_COLOR), plain text elsewhere. */
export const paint = (style: Style, text: string): string => styleText(style, text, { stream: process.stdout });
