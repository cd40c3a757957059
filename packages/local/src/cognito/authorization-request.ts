import { type Clients, type CognitoClient, defaultScopes } from "./client.ts";

/** A checked request of /oauth2/authorize. */
export interface AuthorizationRequest {
  client: CognitoClient;
  redirectUri: string;
  scope: string;
  prompt: readonly string[];
  state?: string;
  nonce?: string;
  codeChallenge?: string;
}

/** Why a request is refused: shown here when the redirect cannot be trusted, sent back to the client otherwise. */
export type RequestRefusal = { shown: string } | { sentTo: string };

/** Checks client and exact redirect first: nothing is sent to an address the client did not register. */
export function readAuthorizationRequest(
  query: URLSearchParams,
  clients: Clients,
): AuthorizationRequest | RequestRefusal {
  const client = clients.get(query.get("client_id") ?? "");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!client) return { shown: "This app is not known here (client_id)." };
  if (!client.callbackUrls?.includes(redirectUri)) return { shown: "This app may not be returned to (redirect_uri)." };
  const scope = query.get("scope") || [...(client.scopes ?? defaultScopes)].join(" ");
  const error = findError(query, client, scope);
  if (error) return { sentTo: sendBack(redirectUri, { error, state: query.get("state") }) };
  const optional = { state: query.get("state"), nonce: query.get("nonce"), codeChallenge: query.get("code_challenge") };
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value));
  return { client, redirectUri, scope, prompt: (query.get("prompt") ?? "").split(" "), ...present };
}

/** The client's redirect URI with these parameters added. */
export function sendBack(redirectUri: string, parameters: Record<string, string | null | undefined>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
  return url.href;
}

function findError(query: URLSearchParams, client: CognitoClient, scope: string): string | undefined {
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) return "invalid_request";
  if (query.get("response_type") !== "code") return "unsupported_response_type";
  if (!isChallengeRight(query)) return "invalid_request";
  const allowed: readonly string[] = client.scopes ?? defaultScopes;
  return scope.split(" ").every((one) => allowed.includes(one)) ? undefined : "invalid_scope";
}

/** PKCE is optional for Cognito, but only S256 is spoken (RFC 7636 section 4.3). */
function isChallengeRight(query: URLSearchParams): boolean {
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if (challenge === null) return method === null;
  return method === "S256" && /^[\w-]{43}$/.test(challenge);
}
