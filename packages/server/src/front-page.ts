import { tools } from "@shop/core";
import type { Settings } from "./backend.ts";

/** `GET /` for a program: what this server is and where everything is. */
export const description = ({ version, publicUrl }: Settings) => ({
  service: "ecommerce-mcp-server",
  version,
  mcp: `${publicUrl}/mcp`,
  health: `${publicUrl}/health`,
  login: `${publicUrl}/auth/login`,
  tools: tools.map(({ name, title, access }) => ({ name, title, access, url: `${publicUrl}/tools/${name}` })),
});

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const style = `
  :root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #fbfaf7; --line: #e2ded4; --accent: #0b6e4f }
  @media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #a2abb8; --paper: #14181d; --line: #2c333c; --accent: #5fd3a8 } }
  body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.55 system-ui, sans-serif }
  main { max-width: 44rem; margin: 0 auto; padding: 3.5rem 1.25rem }
  h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem }
  p { margin: .5rem 0 } .soft { color: var(--soft) }
  code, pre { font: 14px/1.5 ui-monospace, monospace }
  pre { overflow-x: auto; padding: .9rem 1rem; border: 1px solid var(--line); border-radius: 8px }
  table { border-collapse: collapse; width: 100% } td { padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); vertical-align: top }
  a { color: var(--accent) }
  .who { color: var(--accent); white-space: nowrap }`;

const firstSentence = (text: string): string => `${(text.split(/\. (?=[A-Z])/)[0] ?? "").replace(/\.$/, "")}.`;

/** `GET /` for a person: what this is, how to connect, what can be done. One static page, no script. */
export function frontPage({ publicUrl, version }: Settings): string {
  const url = escapeHtml(publicUrl);
  const rows = tools
    .map(
      ({ name, description: text, access }) =>
        `<tr><td><code>${escapeHtml(name)}</code></td><td class="who">${access === "public" ? "anyone" : "customer"}</td><td>${escapeHtml(firstSentence(text))}</td></tr>`,
    )
    .join("");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>E-commerce MCP server</title><style>${style}</style><main>
<h1>The shop that agents buy from</h1>
<p class="soft">An MCP server: an AI agent searches the catalogue, and orders, reviews and returns for a signed-in customer.</p>
<h2>Connect an MCP client</h2><pre>${url}/mcp</pre>
<p>Searching needs no sign-in. For the rest the client opens a page here that asks you, and you sign in. What you have allowed is listed, and ended, under <a href="/oauth/apps">connected apps</a>.</p>
<p>A program without a browser sends <code>Authorization: Bearer &lt;token&gt;</code> with a token from <code>POST /auth/login</code>.</p>
<h2>Or call it with curl</h2>
<pre>curl -X POST ${url}/tools/search_products \\
  -H 'Content-Type: application/json' \\
  -d '{"query": "laptop", "max_price": 1500}'</pre>
<h2>Tools</h2><table>${rows}</table>
<p class="soft">Version ${escapeHtml(version)} · <a href="/health">health</a></p></main></html>`;
}
