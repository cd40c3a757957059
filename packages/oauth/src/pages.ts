import { html, type Page, page } from "./html.ts";
import type { ListedConnection } from "./ports.ts";
import { isLoopback, redirectHost } from "./redirects.ts";
import { inPlainWords, isScope } from "./scopes.ts";

/** Who asks, for what, and where the answer goes. */
export interface Asking {
  readonly clientName: string;
  /** The host that publishes the client's metadata document; absent for one that only says who it is. */
  readonly publisher?: string | undefined;
  /** True for an app that the shop knows itself. */
  readonly known: boolean;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly action: string;
}

const words = (scopes: readonly string[]) =>
  scopes.filter(isScope).map((scope) => html`<li>${inPlainWords[scope]}</li>`);

function identityOf({ publisher, known }: Asking): string {
  if (publisher) return `Published by ${publisher}`;
  return known ? "Known to this shop" : "It registered itself: nobody has checked its name";
}

/** The question that comes before every sign-in of an app. */
export const consentPage = (asking: Asking): Page =>
  page(
    200,
    "Allow access",
    html`<h1>Allow &ldquo;${asking.clientName}&rdquo; to use your shop account?</h1>
<dl><dt>App</dt><dd>${asking.clientName}</dd><dt>Who that is</dt><dd>${identityOf(asking)}</dd><dt>Your answer goes to</dt><dd>${redirectHost(asking.redirectUri)}</dd></dl>
${
  isLoopback(asking.redirectUri)
    ? html`<p role="alert">That is a program on your own computer. Go on only if you have just started it.</p>`
    : undefined
}<p>It will be able to:</p><ul>${words(asking.scopes)}</ul>
<p class="soft">Next you sign in. You can take this back at any time, under connected apps.</p>
<form method="post" action="${asking.action}"><button class="yes" name="decision" value="allow">Allow</button><button name="decision" value="deny">Cancel</button></form>`,
  );

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

const section = (connection: ListedConnection) => html`<section><h2>${connection.clientName}</h2>
<p class="soft">Sends answers to ${connection.redirectHost} &middot; since ${dayOf(connection.createdAt)} &middot; until ${dayOf(connection.expiresAt)}</p><ul>${words(connection.scopes)}</ul>
<form method="post" action="/oauth/apps"><input type="hidden" name="connection" value="${connection.connectionId}"><button>Remove access</button></form></section>`;

/** The apps that act for a customer, each with a way to end it. */
export const appsPage = (connections: readonly ListedConnection[]): Page =>
  page(
    200,
    "Connected apps",
    html`<h1>Connected apps</h1><p>These apps may act for you in this shop.</p>${
      connections.length > 0 ? connections.map(section) : html`<p class="soft">There are none.</p>`
    }<form method="post" action="/oauth/apps"><button name="leave" value="yes">Sign out of this page</button></form>`,
  );
