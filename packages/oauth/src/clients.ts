import { isLoopback, mayRegister } from "./redirects.ts";

/** An app that is known beforehand, for dialogs that ask for a client id: a public client, like all of ours. */
export interface KnownClient {
  readonly clientId: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
}

/** Hosted assistants whose redirect URIs are fixed. Their users paste the client id and leave the secret empty. */
export const hostedClients: readonly KnownClient[] = [
  {
    clientId: "claude",
    name: "Claude",
    redirectUris: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"],
  },
  {
    clientId: "mistral",
    name: "Mistral Le Chat",
    redirectUris: ["https://callback.mistral.ai/v1/integrations_auth/oauth2_callback"],
  },
];

/** The members of client metadata that mean something here; the rest is dropped unread (RFC 7591 section 2). */
const kept = new Set([
  "client_id",
  "client_id_issued_at",
  "client_name",
  "redirect_uris",
  "application_type",
  "grant_types",
  "response_types",
  "token_endpoint_auth_method",
  "token_endpoint_auth_methods_supported",
  "client_uri",
]);

const publicClient = {
  token_endpoint_auth_method: "none",
  response_types: ["code"],
  grant_types: ["authorization_code", "refresh_token"],
};

const maxRedirects = 10;
const maxName = 80;

export type Metadata = Record<string, unknown>;

/** A known client as the library wants it. */
export const toMetadata = ({ clientId, name, redirectUris }: KnownClient): Metadata => ({
  client_id: clientId,
  client_name: name,
  redirect_uris: [...redirectUris],
  application_type: "native",
  ...publicClient,
});

/**
 * Brings client metadata, self-registered or fetched, into the one shape that clients have here, changing it in place:
 * public, code flow, redirect URIs by our policy, a name that can be shown. Answers why it is refused. A registration
 * that asks for something else is given what there is, as RFC 7591 section 3.2.1 allows. Its `scope` is dropped: it would
 * keep the client from ever asking for more.
 */
export function normalize(metadata: Metadata, registering: boolean): string | undefined {
  for (const name of Object.keys(metadata)) if (!kept.has(name)) delete metadata[name];
  if (registering) Object.assign(metadata, publicClient);
  // Only for native clients does the library let the port on loopback float, which RFC 8252 section 7.3 demands.
  metadata["application_type"] ??= "native";
  metadata["client_name"] = nameOf(metadata["client_name"]);
  return problemOf(metadata["redirect_uris"], metadata["application_type"] === "web");
}

function problemOf(redirectUris: unknown, web: boolean): string | undefined {
  if (!Array.isArray(redirectUris) || redirectUris.length === 0) return "redirect_uris is required";
  if (redirectUris.length > maxRedirects) return `redirect_uris must be at most ${maxRedirects}`;
  if (!redirectUris.every(mayRegister)) return "redirect_uris must be https, http on loopback, or a known editor's";
  if (web && redirectUris.some((uri) => isLoopback(uri) || !uri.startsWith("https:")))
    return "redirect_uris of a web client must be https";
  return undefined;
}

/** What an app calls itself: without characters that hide or turn text around, and short. */
const nameOf = (name: unknown): string =>
  (typeof name === "string"
    ? name
        .normalize("NFKC")
        .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
        .trim()
        .slice(0, maxName)
    : "") || "An app without a name";
