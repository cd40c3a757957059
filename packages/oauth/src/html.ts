import { createHash } from "node:crypto";

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #fbfaf7; --card: #fff; --line: #e2ded4; --accent: #0b6e4f; --on: #fff; --warn: #8a4b00 }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #a2abb8; --paper: #14181d; --card: #1b2027; --line: #2c333c; --accent: #5fd3a8; --on: #10231c; --warn: #f0b45c } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { width: min(30rem, 94vw); margin: 1.5rem 0; padding: 1.75rem 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 14px }
h1 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .75rem; overflow-wrap: anywhere } h2 { font-size: 1rem; margin: 0; overflow-wrap: anywhere }
p { margin: .6rem 0 } ul { margin: .6rem 0; padding-left: 1.2rem } .soft { color: var(--soft); font-size: .9rem }
dl { margin: 1rem 0; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: 10px } dt { color: var(--soft); font-size: .85rem } dd { margin: 0 0 .5rem; font-weight: 600; overflow-wrap: anywhere } dd:last-child { margin: 0 }
[role=alert] { padding: .6rem .9rem; border-left: 4px solid var(--warn); background: color-mix(in srgb, var(--warn) 10%, transparent) }
form { display: flex; gap: .75rem; margin-top: 1.25rem } section { padding: 1rem 0; border-top: 1px solid var(--line) } section form { margin-top: .6rem }
button { font: inherit; font-weight: 600; padding: .6rem 1.2rem; border-radius: 8px; border: 1px solid var(--line); background: transparent; color: var(--ink); cursor: pointer }
button.yes { background: var(--accent); border-color: var(--accent); color: var(--on) }`;

const styleHash = createHash("sha256").update(style).digest("base64");

/**
 * Headers of every page: nothing is loaded, nobody frames it, nothing is kept. Not `form-action`: browsers hold the
 * redirects after a form to it too, and ours end at the app. Not `no-referrer`: forms would lose their Origin.
 */
const headers = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};

/** A page, before it is an answer: the library writes its own. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** HTML that is safe to put into a page; `html` makes it and nothing else. */
class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | readonly Html[] | undefined;

/** A template in which everything but `Html` itself is escaped. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(strings.map((text, index) => text + (index < parts.length ? toText(parts[index]) : "")).join(""));

function toText(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map((one: Html) => one.text).join("");
  return String(part).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export const page = (status: number, title: string, content: Html): Page => ({
  status,
  headers,
  body: html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${new Html(style)}</style><main>${content}</main></html>`
    .text,
});

export const answer = ({ status, headers: sent, body }: Page): Response =>
  new Response(body, { status, headers: sent });

/** A page that says why something cannot go on. */
export const problemPage = (status: number, title: string, text: string): Page =>
  page(status, title, html`<h1>${title}</h1><p>${text}</p>`);

/** On to the next step: never kept, and saying nothing of where it came from. */
export const seeOther = (location: string, cookies: readonly string[] = []): Response => {
  const sent = new Headers({ location, "cache-control": "no-store", "referrer-policy": "no-referrer" });
  for (const cookie of cookies) sent.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers: sent });
};
